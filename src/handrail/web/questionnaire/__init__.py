"""The questionnaire page: one for all scales, for the patient and for staff on their behalf."""
