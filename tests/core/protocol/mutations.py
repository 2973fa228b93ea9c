"""One thing changed in the shipped protocol, and what is said about it."""

MISSING = [
    # file, what is changed, into what, what is said
    (
        "session.toml",
        'unit = "mg/kg"\ngrade = "seen"',
        'grade = "seen"',
        "dose_default: a number stands here without its unit; add 'unit'",
    ),
    (
        "session.toml",
        'grade = "seen"\nsource = "askp_basics"',
        'source = "askp_basics"',
        "dose_default: 'grade' is missing; add it",
    ),
    ("session.toml", 'source = "askp_basics"\n', "", "dose_default: it is graded 'seen' and names no source"),
    (
        "session.toml",
        'source = "askp_basics"',
        'source = "hearsay"',
        "dose_default: the source 'hearsay' is not in the list of sources",
    ),
    (
        "session.toml",
        'rationale = "Below the usual',
        '# rationale = "Below the usual',
        "dose_lowest: it is graded 'engineering default' and gives no reason",
    ),
    ("session.toml", 'may_change = "medical director"\n', "", "dose_default: 'may_change' is missing; add it"),
    (
        "session.toml",
        'may_change = "medical director"',
        'may_change = "anybody"',
        "dose_default: 'may_change' is 'anybody'; choose one of: medical director | ",
    ),
    (
        "session.toml",
        'grade = "seen"',
        'grade = "sure"',
        "dose_default: 'grade' is 'sure'; choose one of: seen | inferred | recalled | engineering default",
    ),
    ("session.toml", "[dose_default]", "[dose_usual]", "dose_default: this entry is missing; add it"),
    (
        "session.toml",
        "[rate_step]",
        "[colour]\nvalue = 1\n\n[rate_step]",
        "colour: this entry is not known here; correct its name or remove it",
    ),
    (
        "session.toml",
        "value = 40\n",
        "value = 40\nvalu = 41\n",
        "length_default: 'valu' is not known here; correct the spelling or remove it",
    ),
    ("session.toml", 'version = "0.1.0"\n', "", "head of the file: 'version' is missing; add it"),
    (
        "session.toml",
        'document = "session"',
        'document = "alarms"',
        "head of the file: 'document' is 'alarms'; choose one of: session",
    ),
    ("alarms.toml", 'es = "Presión alta"', 'es = ""', "pressure_high.name: 'es' must be a text that says something"),
    (
        "alarms.toml",
        'limit = { below = 94, unit = "%" }',
        "limit = { below = 94 }",
        "spo2_low.level[1].limit: a number stands here without its unit",
    ),
    (
        "alarms.toml",
        'limit = { below = 94, unit = "%" }',
        'limit = { under = 94, unit = "%" }',
        "spo2_low.level[1].limit: write one line with its side",
    ),
    (
        "alarms.toml",
        'do.es = "Mire al paciente y el sensor. Despierte con la voz, eleve el mentón."\n',
        "",
        "spo2_low.level[1].do: 'es' is missing; add it",
    ),
    ("sources.toml", 'cites = "American', '# cites = "American', "askp_basics: 'cites' is missing; add it"),
    ("monitoring.toml", 'lowest = { value = 20, unit = "%" }\n', "", "channel_spo2: 'lowest' is missing; add it"),
]
WRONG_UNIT = [
    ("session.toml", 'unit = "mg/kg"', 'unit = "mg/kg/h"', "dose_default: 0.5 is in 'mg/kg/h' and must be in 'mg/kg'"),
    (
        "session.toml",
        'value = 30\nunit = "d"',
        'value = 30\nunit = "kg"',
        "weight_lasts: 30 kg is not a length of time; write it in s | min | h | d",
    ),
    (
        "session.toml",
        "value = 0.5\n",
        'value = "0.5"\n',
        "dose_default: 'value' must be a number, written with a point and without quotation marks",
    ),
    ("session.toml", "value = 0.5\n", "value = nan\n", "dose_default: 'value' must be a number"),
    ("session.toml", "value = 0.5\n", "value = true\n", "dose_default: 'value' must be a number"),
    ("session.toml", "value = [10, 50, 100]", "value = 10", "vial_strengths: 'value' must be a list of numbers"),
    (
        "session.toml",
        "value = [10, 50, 100]",
        "value = [10, 50, 50]",
        "vial_strengths: 'value' has a number twice; remove one",
    ),
    (
        "monitoring.toml",
        'lowest = { value = 20, unit = "%" }',
        'lowest = { value = 20, unit = "1/min" }',
        "channel_spo2: 20 is in '1/min' and must be in '%'",
    ),
    (
        "alarms.toml",
        'limit = { below = 94, unit = "%" }',
        'limit = { below = 94, unit = "1/min" }',
        "spo2_low: 'limit' is in '1/min', but spo2 is in '%'",
    ),
    (
        "alarms.toml",
        'value = 120\nunit = "s"',
        'value = -120\nunit = "s"',
        "sound_pause_longest: -120 s is less than nothing; write a length of 0 or more",
    ),
]
CONTRADICTORY = [
    (
        "session.toml",
        'value = 0.5\nunit = "mg/kg"',
        'value = 1.2\nunit = "mg/kg"',
        "dose_ceiling: 1 mg/kg is less than dose_default, which is 1.2 mg/kg",
    ),
    (
        "session.toml",
        'value = 0.5\nunit = "mg/kg"',
        'value = 0\nunit = "mg/kg"',
        "dose_default: 0 mg/kg is nothing; write more than 0 mg/kg",
    ),
    (
        "session.toml",
        'value = 60\nunit = "min"\ngrade = "seen"',
        'value = 30\nunit = "min"\ngrade = "seen"',
        "length_longest: 30 min is less than length_default, which is 40 min",
    ),
    (
        "session.toml",
        "value = [0.75, 0.5]",
        "value = [1.25, 0.5]",
        "slowing_steps: 1.25 of the rate would not be slower; write a part between 0 and 1",
    ),
    (
        "session.toml",
        'value = 50\nunit = "mg/mL"',
        'value = 25\nunit = "mg/mL"',
        "vial_default: 25 mg/mL is not among those listed. Choose one of: 10 mg/mL | 50 mg/mL | 100 mg/mL",
    ),
    ("session.toml", 'value = 30\nunit = "d"', 'value = 0\nunit = "d"', "weight_lasts: no time at all is too short"),
    (
        "monitoring.toml",
        'lowest = { value = 20, unit = "%" }',
        'lowest = { value = 100, unit = "%" }',
        "channel_spo2: 'lowest' is 100 and 'highest' 100; nothing lies between them",
    ),
    (
        "monitoring.toml",
        'interval = { value = 1, unit = "s" }',
        'interval = { value = 0, unit = "s" }',
        "channel_hr: 'interval' is 0",
    ),
    (
        "monitoring.toml",
        'highest = { value = 100, unit = "%" }',
        'highest = { value = 100, unit = "%" }\nfrozen_samples = { value = 10, unit = "samples" }\nfrozen_lasting = { value = 60, unit = "s" }',
        "channel_spo2: this channel may stand still in health",
    ),
    (
        "monitoring.toml",
        'frozen_samples = { value = 10, unit = "samples" }',
        'frozen_samples = { value = 1, unit = "samples" }',
        "channel_hr: 'frozen_samples' is 1, and one value cannot stand still",
    ),
    (
        "monitoring.toml",
        'frozen_samples = { value = 10, unit = "samples" }',
        'frozen_samples = { value = 1.5, unit = "samples" }',
        "channel_hr: 'frozen_samples' is 1.5 samples; write a whole number",
    ),
    (
        "monitoring.toml",
        'grown = { value = 2.5, unit = "intervals" }',
        'grown = { value = 1, unit = "intervals" }',
        "freshness_continuous: fresh, ageing and stale must follow one another",
    ),
    (
        "monitoring.toml",
        "fresh = { grown = { value = 1.5,",
        "fresh = { grown = { value = 0,",
        "freshness_cuff.fresh: this is no time at all",
    ),
    (
        "monitoring.toml",
        'refuse_beyond = { value = 1, unit = "d" }',
        'refuse_beyond = { value = 5, unit = "s" }',
        "clock_skew_tolerance: 'refuse_beyond' must be more than 'tolerance'",
    ),
    (
        "monitoring.toml",
        "value = [0, 10, 20, 30, 40]",
        "value = [0, 20, 10, 30, 40]",
        "cuff_during: the times do not follow one another",
    ),
    (
        "monitoring.toml",
        'value = 5\nunit = "min"\ngrade',
        'value = 10\nunit = "min"\ngrade',
        "cuff_closer: it is not closer than cuff_cycle",
    ),
]
NEVER = [
    # an alarm that could never begin, never end, or never be seen
    (
        "limit = { below = 94, unit",
        "limit = { below = 20, unit",
        "spo2_low: 'limit' at 20 % can never be passed: possible are 20 to 100",
    ),
    (
        "limit = { below = 94, unit",
        "limit = { at_most = 100, unit",
        "spo2_low: 'limit' at 100 % is passed by every possible value",
    ),
    (
        "limit = { above = 120, unit",
        "limit = { above = 300, unit",
        "heart_rate_high: 'limit' at 300 1/min can never be passed",
    ),
    (
        "clear = { at_least = 95, unit",
        "clear = { above = 100, unit",
        "spo2_low: 'clear' at 100 % can never be passed",
    ),
    (
        "clear = { at_least = 95, unit",
        "clear = { at_most = 95, unit",
        "spo2_low: the clearing line at 95 % lies on the alarm's own side; turn it round",
    ),
    (
        "clear = { at_least = 95, unit",
        "clear = { at_least = 94, unit",
        "spo2_low: the alarm at 94 % would end at 94: leave a distance, so that it does not flap",
    ),
    (
        "clear = { at_least = 95, unit",
        "clear = { at_least = 90, unit",
        "spo2_low: the alarm at 94 % would end at 90: leave a distance",
    ),
    (
        "limit = { below = 92, unit",
        "limit = { above = 92, unit",
        "spo2_low: the clearing line at 93 % lies on the alarm's own side",
    ),
    (
        "limit = { below = 94, unit",
        "limit = { below = 91, unit",
        "spo2_low: 92 is not further than 91 of the level before; put them in order",
    ),
    (
        "limit = { below = 94, unit",
        "limit = { below = 92, unit",
        "spo2_low: the low level at 92 would never be seen; lengthen the one after it",
    ),
    (
        'priority = "low"\nshown = "94"',
        'priority = "high"\nshown = "94"',
        "spo2_low: a medium level follows a high one; put the most urgent last",
    ),
    ('shown = "85"', 'shown = "90"', "spo2_low: two levels are high and show '90'; give one of them another 'shown'"),
    (
        'channels = ["spo2"]\nlatching',
        'channels = ["spo3"]\nlatching',
        "spo2_low: the channel 'spo3' is not described in monitoring.toml",
    ),
    (
        'channels = ["hr", "pulse"]',
        'channels = ["hr", "hr"]',
        "heart_rate_high: 'channels' names something twice; remove one",
    ),
    (
        'channels = ["hr", "pulse", "resp", "abp_sys"]',
        'channels = ["hr", "spo2"]',
        "frozen: 'spo2' can never be frozen: monitoring.toml gives it no 'frozen_samples'",
    ),
    (
        "latching = false",
        "latching = true",
        "pressure_high: 'latching' is true, but an alarm here ends when its condition does; write false",
    ),
    (
        'watches = "pressure"',
        'watches = "mood"',
        "pressure_high: 'watches' is 'mood'; choose one of: limit | pressure | silence",
    ),
    (
        'after = { at_least = { value = 10, unit = "s" }, grown = { value = 2.5, unit',
        'after = { at_least = { value = 40, unit = "s" }, grown = { value = 2.5, unit',
        "silent: the low level would never be seen: the medium one begins no later",
    ),
    (
        'lasting = { value = 0, unit = "s" }\nclear_lasting',
        'lasting = { at_least = { value = 30, unit = "s" }, grown = { value = 2.5, unit = "intervals" } }\nclear_lasting',
        "impossible: the low level would never be seen",
    ),
    (
        'apart = { value = 1, unit = "mL/h" }',
        'apart = { value = 0, unit = "mL/h" }',
        "pump_differs: 'apart' must be more than 0 mL/h",
    ),
    ("[[pump_differs.level]]", "[[pump_differs.levels]]", "pump_differs: 'level' is missing; add it"),
    (
        "systolic = { above = 160, unit",
        "systolic = { above = 300, unit",
        "pressure_high: 'systolic' at 300 mmHg can never be passed",
    ),
    (
        'clear_systolic = { at_most = 155, unit = "mmHg" }\n',
        "",
        "pressure_high: 'systolic' could never end; add 'clear_systolic'",
    ),
    (
        "clear_diastolic = { at_most = 95, unit",
        "clear_diastolic = { at_most = 100, unit",
        "pressure_high: the alarm at 100 mmHg would end at 100: leave a distance",
    ),
    (
        "systolic = { above = 160, unit",
        "systolic = { above = 170, unit",
        "pressure_high: 'systolic' of a later level, 160, is weaker than 170 before it",
    ),
    ("rising = { value = 5, unit", "rising = { value = 0, unit", "pressure_high: 'rising' is 0; a rise is more than 0"),
    (
        "percent = { at_least = 25, unit",
        "percent = { at_least = -25, unit",
        "pressure_high: 'change' looks the wrong way",
    ),
    (
        'percent = { below = -30, unit = "%" }',
        'percent = { below = -30, unit = "mmHg" }',
        "pressure_low: 'change' must be in %",
    ),
    (
        'mean = { below = 60, unit = "mmHg" }\n',
        "",
        "pressure_low: 'clear_mean' has no 'mean' that it could end; remove it",
    ),
    (
        'readings = { value = 2, unit = "readings" }\napart = { value = 90, unit = "s" }\nrising = { value = 5, unit = "mmHg" }',
        'readings = { value = 1, unit = "readings" }\napart = { value = 0, unit = "s" }',
        "pressure_high: the low level at 160/100 would never be seen",
    ),
    (
        'readings = { value = 2, unit = "readings" }\napart = { value = 270, unit = "s" }',
        'readings = { value = 1, unit = "readings" }\napart = { value = 270, unit = "s" }',
        "pressure_high: a single reading has no other to be apart from",
    ),
]
UNREADABLE = [
    (b"[dose_default]", b"[dose_default]\n[dose_default]", "session.toml: this cannot be read as TOML: "),
    (b"[dose_default]", b"[dose_default", "session.toml: this cannot be read as TOML: "),
    (b"Dose by weight", b"Dose \xff by weight", "session.toml: this cannot be read as TOML: "),
]
