# What is said about a person's own reminders: the pages on which they are set
# and changed, and what they say when they come.

# What a finished check offers by one tap.
choice-offer-ice = Ice session now
choice-offer-rest = Two rest days, with a nudge each morning
choice-offer-stretch = Daily stretch at 07:30, for two weeks
choice-offer-two-weeks = Check in again in two weeks

choice-leave = Leave it
choice-save = Yes, set it
choice-change = Another time
choice-undo = Undo
choice-list = My reminders
choice-settings = Settings

# Times.
time-today = today at { $time }
time-on = { $date } at { $time }
time-in-minutes = { $minutes ->
    [0] now
    [one] in a minute
   *[other] in { $minutes } minutes
}
time-minutes-ago = { $minutes ->
    [one] a minute ago
   *[other] { $minutes } minutes ago
}

# What reminders are called.
reminder-ice = Ice session
reminder-rest = Rest day
reminder-stretch = Stretch
reminder-check-in = Check-in
reminder-two-weeks = Check-in after two weeks
reminder-after-rest = Check-in after your rest days
reminder-club = Club reminder
reminder-snoozed = { $name } (put off)

# Ice.
ice-question = An ice session: which rhythm, and when?
choice-ice-article = Now: 20 minutes on, 20 off, for two hours
choice-ice-gentler = Now, gentler: 15 minutes every two hours, four times
choice-ice-later = At another time
ice-rule-article = 20 minutes on, 20 off, from { $start } to { $end }
ice-rule-gentler = 15 minutes every two hours, from { $start } to { $end }
ice-rule-article-alone = 20 minutes on, 20 off, for two hours
ice-rule-gentler-alone = 15 minutes every two hours, four times
ice-once = An ice session begins once. Name one time, for example "today at 19:00" or "in 20 minutes".
ice-caution = Before ice: does any of this apply to you?
ice-take-off = If ice is on now, take it off.
ice-done = Thank you.
ice-skipped = Left out. If you put ice on all the same, never for more than 20 minutes.
ice-next-off = Off again: { $time }.
ice-next-on = On again: { $time }.
ice-next-end = The session ends { $time }.
ice-nothing-to-skip = There is nothing left to leave out: the ice stays off now.
ice-phase-over = That phase has passed, and nothing was changed. Use the buttons of the latest one.
ice-over = That ice session is over, and nothing was changed. Say { COMMAND("ice") } for another.
ice-gone = Good to hear. I've ended the session; there is no need to go on once it has settled. Say { COMMAND("ice") } if it comes back.
ice-stopped = All right, I've ended the ice session. Say { COMMAND("ice") } for another.
choice-ice-stop = Stop the session
choice-done-phase = Done
choice-gone = It has gone, thank you
choice-gone-plain = The pain has gone
choice-skip-phase = Skip the next one

# Rest.
rest-question = For how many days do you want to rest?
choice-rest = { $days ->
    [one] One day
   *[other] { $days } days
}
rest-days-bounds = I can set from 1 to 14 rest days. If you need more, someone should have looked at it.
rest-days-unclear = How many days? Say a number, for example "3 days".
rest-time-only = Say a time of day for the nudge, for example "{ COMMAND("rest", when: "3 at 7:00") }".

# Stretch.
stretch-caution = Before stretching: does any of this apply to you?
stretch-caution-signs = It began with a sudden pop or snap; it hurts when the bone is squeezed from both sides; it hurts at night or at rest; you can't put weight on it; or you have had thin bones or a stress fracture.
choice-none-of-that = None of that
choice-some-of-that = Some of it, or I'm not sure
caution-heeded = Then leave it for now, and have it looked at. Say { COMMAND("check") } and I'll ask you properly.

# Check-in.
check-in-question = A check-in: now, or when?
choice-check-in-now = Check in now
choice-evenings = Each evening at 20:00, for two weeks
choice-two-weeks = Once, in two weeks
check-in-begins = Let's see how it is now. I'll ask the few things that may have changed; your other answers stay as they are.
check-in-midway = Your check isn't finished yet. Here is where we are.
check-in-new = I hold no earlier answers of yours, so this begins with a check.
check-in-left = All right, no check-in. Your answers are as they were.
check-in-raised = This has become more pressing since your last check. It was: { $before }. It is now: { $now }. That is because of this:
check-in-same = Thank you. How soon it should be looked at has not changed: { $now }.
check-in-lowered = Thank you. It was: { $before }. It is now: { $now }.

# Zone.
zone-question = Where are you? I need it for times on the clock.
zone-hint = Say the nearest big city, for example "London" or "New York". I ask only once; { COMMAND("timezone") } changes it.
zone-set = Your time zone is { $zone }. It is { $time } there now.
zone-moved = { $count ->
    [one] One reminder has moved to it, at the same time on the clock.
   *[other] { $count } reminders have moved to it, at the same times on the clock.
}

# When.
when-question = When?
when-hint = I understand for example { $forms }.
choice-morning = In the morning
choice-evening = In the evening
confirm-question = Is this right? Nothing is set yet.
confirm-instead = It takes the place of the rest days you have set already.
made = Done. This is set:
undone = Taken back. It won't come.
undone-and-back = Taken back. What you had before is set again.

# All reminders.
reminders-title = Your reminders
reminders-none = You have no reminders.
reminders-over-title = Over lately
reminders-next = Next: { $times }.
reminders-comes = Next: { $time }.
reminders-held = Next: { $time }, held back by quiet hours until { $until }.
reminders-paused = Paused until you resume it.
reminders-paused-until = Paused until { $until }.
reminders-all-paused = All your reminders are paused until you resume them.
reminders-all-paused-until = All your reminders are paused until { $until }.
reminders-always-quiet = Quiet hours leave no time for it.
reminders-in-break = The next one falls into your break, which lasts through { $last }.
reminders-left-out = The next one is left out.
reminders-over = It is over.
reminders-gone = It could not be delivered here, so it was stopped. Resume it to try again.
reminders-stopped-meanwhile = { $count ->
    [one] Good to have you back. While I couldn't write to you, a reminder of yours stopped:
   *[other] Good to have you back. While I couldn't write to you, these reminders of yours stopped:
}
    .hint = Say "resume my reminders" to have { $count ->
        [one] it
       *[other] them
    } back, or choose with { COMMAND("reminders") }.
reminders-set-aside = Something went wrong with it, so it was stopped. Resume it to try again.
reminders-already = You have that already. Here it is.
reminders-too-many = You have { $most } reminders, which is the most I keep. Delete one first; nothing was set now.
reminders-moved = Moved.
reminders-cant-move = An ice session can't be moved. Stop it and start another.
reminders-left = All right. Nothing more was changed.
reminder-not-there = That reminder isn't there any more, and nothing was changed. { COMMAND("reminders") } shows what is.
reminder-no-such-number = There is no reminder of that number. Here is the list.
reminder-over = That reminder is over already, and nothing was changed.
reminder-done = Thank you.
reminder-stopped = All right, no more of these. Say { COMMAND("reminders") } to see what is left, and set it again whenever you like.
choice-pause-one = Pause
choice-resume-one = Resume
choice-move = Move
choice-snooze = Snooze the next by an hour
choice-skip-next = Skip the next
choice-history = History
choice-delete-one = Delete this reminder
choice-one = Back to the reminder
delete-one-question = Delete this reminder?
choice-delete-one-now = Yes, delete it
choice-keep-one = No, keep it
deleted-one = Deleted.
snoozed = Put off: { $time }.
snoozed-already = It is put off already. { COMMAND("reminders") } shows until when.
snooze-no-room = You have as many reminders as I keep, so I can't put this one off. { COMMAND("reminders") } shows them.
choice-stop-all = Stop all reminders
stop-all-question = Stop all your reminders?
choice-pause-all = Pause them all
choice-remove-all = Remove them all
choice-keep-all = No, keep them
choice-resume-all = Resume all reminders
paused-all = All your reminders are paused. Say "resume my reminders" to have them back.
removed-all = All your reminders are removed. To have them back, set them again: { COMMAND("ice") }, { COMMAND("rest") }, { COMMAND("stretch") } or { COMMAND("checkin") }.
unclear-page = I didn't catch that. Pick one of the choices, or say "back" to go on where we were.

# History.
history-none = It hasn't come yet.
fired-pending = Due { $due }: on its way
fired-held = Due { $due }: held back by quiet hours
fired-delivered = Due { $due }: sent { $sent }
fired-late = Due { $due }: sent late, { $sent }
fired-missed = Due { $due }: missed
fired-skipped = Due { $due }: left out
fired-gone = Due { $due }: could not be delivered here
fired-unknown = Due { $due }: may not have arrived

# Settings.
settings-title = Settings
settings-zone = Time zone: { $zone }
settings-no-zone = not known yet
settings-quiet = Quiet hours: { $quiet }
settings-no-quiet = none
settings-quiet-hours = { $from } to { $to }
settings-wording = Wording of reminders: { $wording }
settings-neutral = neutral, so that nobody else sees what they are about
settings-plain = plain, so that they say what they are about
choice-zone = Time zone
choice-quiet = Quiet hours
choice-pause-until = Pause all until a day
choice-plain = Plain wording
choice-neutral = Neutral wording
wording-set = Changed.
quiet-question = When should I be quiet?
quiet-hint = Say from when to when, for example "{ $usual }". What comes in that time waits until it ends. Ice sessions you start come through.
choice-usual-quiet = 22:00 to 07:00
choice-no-quiet = No quiet hours
quiet-unclear = Say two times, for example "22:00 to 07:00".
quiet-same = Those are the same time, which could mean never or always. Name two times, for example "22:00 to 07:00".
quiet-set = Quiet hours are set.
quiet-none = No quiet hours.
pause-question = Until when should I pause your reminders?
pause-hint = Say a day or a length of time, for example "monday", "for 3 days" or "friday 5pm". For a break later on, say its first and its last day: "from 24 december to 2 january".
pause-set = All your reminders are paused until { $until }. Say "resume my reminders" to have them back before.
break-set = No reminders from { $first } to { $last }, both days included.
break-set-day = No reminders on { $first }.
break-unclear = A break is whole days: say the first and the last, for example "from 24 december to 2 january" or "from monday for a week".
break-too-many = You have as many breaks ahead as I keep. Take one back first; nothing was set now.
breaks-none = No breaks any more.
choice-no-breaks = No breaks
pause-ended = Your reminders come again.

# Reminders as they come. Others may see the screen: the neutral ones name no
# symptom and no part of the body.
remind-ice-on = Ice on now, for { $minutes } minutes.
remind-ice-on-plain = Ice on the sore heel now, for { $minutes } minutes.
remind-ice-on-how = Wrapped in a cloth, never on bare skin. Off at once if the skin turns numb, white or blistered.
remind-ice-off = Ice off now.
remind-ice-off-plain = Ice off the heel now, and let the skin warm up.
remind-ice-end = The session is over. Well done.
remind-ice-end-plain = The ice session is over. Have a look at the skin of your heel; it should be back to its usual colour and warmth.
remind-rest = A day of rest today, as planned.
remind-rest-plain = No running today: a rest day for your heel, as planned.
remind-stretch = Time for your routine.
remind-stretch-plain = Time to stretch your foot and calf, gently and without pain.
remind-check-in = Time for your check-in.
remind-check-in-plain = Time for your check-in: how is your heel today?
remind-late = This comes late: it was due { $time }.
choice-ok = All right
choice-did-it = Done
choice-snooze-hour = In an hour
choice-answer = Answer now
choice-stop-these = Stop these

# Asked once where reminders have to go to a direct message.
direct-question = Only you can see what I say here, so a reminder has to come as a direct message. May I write to you there?
choice-direct = Yes, write to me
choice-not-direct = No, thank you
