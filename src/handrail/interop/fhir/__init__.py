"""FHIR R4 as it comes in: resources to the facts of this house, refused with words where they contradict themselves."""
