# What is said of a phrase that names a time: why it was refused and what to say
# instead, what was taken for granted, and what the clocks do to it. The phrases
# in quotes are understood; a test reads them.

schedule-forms = "in 20 minutes", "tomorrow at 6am", "friday 7pm", "1 feb 8am", "every monday and thursday 18:30", "weekdays at 7am", "every other day at 8am", "on the 1st of every month at 9:00"

schedule-empty = Say when. Understood are for example { schedule-forms }.
schedule-too-long = That is too long for a time. Understood are for example { schedule-forms }.
schedule-word = "{ $word }" is not understood here. Understood are for example { schedule-forms }.
schedule-word-meant = "{ $word }" is not understood. Did you mean "{ $meant }"?
schedule-not-a-time = "{ $text }" is not a time of day. Say for example 6:30, 18:30 or 6.30pm.
schedule-contradiction = The parts of that do not go together. Name one day or pattern and one time, for example { schedule-forms }.
schedule-no-time = There is no day or time in that. Understood are for example { schedule-forms }.
schedule-several-times = One reminder has one time of day. Make one for each, for example "every day at 8am" and "every day at 8pm", or say "every 12 hours".
schedule-nth-weekday = A certain weekday of the month cannot be said. Say "every other monday at 18:30" or "on the 1st of every month at 18:30".
schedule-last-day = The last day of the month cannot be said. Say "on the 28th of every month at 9:00", which every month has.
schedule-interval = That pattern cannot be said in one reminder. Say "every 14 days at 8am" or "every other monday at 8am", or make one for each day or month.
schedule-beyond = That is more than one reminder takes. The most is { $most }.

schedule-ask-half = { $hour } in the morning or in the evening? Say { $hour }am or { $hour }pm.
schedule-ask-time = At what time? Add one, for example "tomorrow at 8am".
schedule-ask-time-within = At what time { $part ->
        [morning] in the morning
        [lunchtime] at lunchtime
        [afternoon] in the afternoon
        [night] at night
       *[evening] in the evening
    }? Add one, for example "tomorrow at 3pm".
schedule-ask-day = Which day or days? Say for example "every monday at 8am" or "every day at 8am".
schedule-ask-once = Once or every week? Put "every" before the days for every week, or name one day.
schedule-ask-midnight = Midnight at the beginning of that day or at its end? Say 00:00 or 23:59.
schedule-ask-month = Which is the day and which the month? Write the month as a word, as in "1 feb 8am".
schedule-ask-weekday = That day of this week is over. Say the day alone for the coming one, or "next" with the day for next week.

schedule-over = That time is over. Name one that is still to come.
schedule-never-fires = That would never happen again. Name a later end, or none.

schedule-no-such-date = There is no { $day } { $month }.
schedule-no-such-day = No month has a day { $day }.
schedule-no-such-month = There is no month { $month }. Dates are day/month/year, as in "31/12/2026 8am".
schedule-not-then = The next one does not exist. The next that does is { $date }.
schedule-other-weekday = { $date } is a { $weekday }.
schedule-end-before-start = It would end before it starts.
schedule-too-far = That is too far ahead. Dates go up to { $years } years from now.
schedule-too-often = That is too often. The shortest interval is { $minutes } minutes.

schedule-zone-offset = "{ $name }" is an offset, which does not follow the clock changes. Say the nearest big city, for example "London" or "New York".
schedule-zone-abbreviation = "{ $name }" does not say where. Do you mean { $zones }?
schedule-zone-several = "{ $name }" has several time zones. Name a city, for example { $zones }.
schedule-zone-unknown = "{ $name }" is not a time zone. Say the nearest big city, for example "London" or "New York".
schedule-zone-meant = "{ $name }" is not a time zone. Do you mean { $zones }?

schedule-note-morning = { $hour } is read as { $time } in the morning; say { $hour }pm for the evening
schedule-note-short-months = months without a day { $day } are passed over
schedule-note-leap = years without 29 February are passed over
schedule-note-missing = the clocks change on { $date }: { $time } becomes { $becomes }
schedule-note-missing-day = { $date } at { $time } does not exist there: it becomes { $becomes-date } at { $becomes }
schedule-note-repeated = the clocks change on { $date }: { $time } comes twice, the first one counts

schedule-date = { $day } { $month } { $year }
schedule-month = { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[12] December
    }
schedule-weekday = { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[7] Sunday
    }
