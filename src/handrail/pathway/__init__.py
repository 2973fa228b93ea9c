"""The patient's way through treatment, as pure rules: what can happen, what is so, what may follow."""
