"""The whole service with invented people: patients who answer the drug, their monitors and pumps, their staff."""
