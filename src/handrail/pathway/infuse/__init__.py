"""The rules of an infusion: order, bag, rate, signals, alarms, forecast."""
