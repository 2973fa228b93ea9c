"""The infusion screen: what a nurse looks at while a drip runs, and the deeds she does there."""
