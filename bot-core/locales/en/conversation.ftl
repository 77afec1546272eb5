# What is said around the questions.

choice-none = None of these
choice-done = Done
choice-not-sure = Not sure
choice-skip = Skip
choice-back = Back
choice-why = Why do you ask?
choice-stop = Stop
choice-type = Type an answer
choice-resume = Go on
choice-restart = Start over
choice-restart-now = Yes, start over
choice-delete = Delete my answers
choice-delete-now = Yes, delete everything
choice-keep = No, keep them
choice-go-on = I've read this. Go on with the questions
choice-mistake = That was a mistake
choice-misread = I didn't mean that
choice-use-heard = That's right
choice-drop-heard = None of that
choice-edit = Change an answer
choice-explain = Why this advice?
choice-summary = Summary for a GP or physio

why-title = Why I ask
why-interrupt = Alone or together, these signs can come from something that can't wait, such as a clot, an infection, a torn tendon or a broken bone. Only someone who examines you can tell, so I say it at once, whatever else you answered.
# What was just answered, kept in the history of the chat.
noted = Noted: { $what }.
noted-not-sure = Noted: not sure.
noted-skipped = Skipped.
noted-none = none of these

heard-question = Here is what I understood. Is it right?
    .hint = Take out what isn't, then confirm.
    .why = I read words by fixed rules and may get them wrong. So you see what I made of yours before it counts.
heard-dropped = All right, I've dropped what I understood. Nothing of it counts.
known-already = I have that already.

heard-later = Thank you, I've understood some of that and will come back to it. First I need your agreement.
unclear = I didn't catch that as an answer. Pick one of the choices, or say it in other words.
unclear-several = I didn't catch which of these you mean. Pick all that fit, or say "none".
unclear-age = Do you mean that you are { $age ->
        [one] { $age } year
       *[other] { $age } years
    } old? If so, say “{ $age } years old”. If not, tell me your age again, such as “34”.
unclear-age-choice = Do you mean that you are { $age ->
        [one] { $age } year
       *[other] { $age } years
    } old, or do you mean “{ $choice }”? Pick one of the choices, or tell me your age again, such as “34”.
unclear-signs = I'm glad if all is well, but these signs matter too much to guess. If you have none of them, say “none”.
unclear-interrupt = If you have read this, say "go on". If it was a mistake, say "mistake" and I'll take it back.
unclear-heard = I didn't catch that. Is the list right? Say "yes" or "no", or take out what isn't.
unclear-done = I didn't catch that. You can change an answer or start over, and if something is new, just tell me in a few words.
chosen-mixed = You chose answers that don't go together, so I took none of them. Which is it?
unclear-danger = You mentioned something I'd rather not guess about. Let me ask it properly.
too-long = That was a long message. I read the first { $count } characters of it.
wordless = I can only read words. Tell me in a few of them, or pick one of the choices.
stale = That button belongs to an earlier question, and nothing was changed. Here is where we are.
nothing-to-undo = There is nothing before this to go back to.
not-here = That isn't on offer at this point.
no-question = Nothing is being asked just now.
unknown-command = I don't know that command. { COMMAND("help") } lists the ones I do.

welcome-back = Welcome back. Here is where we were.
welcome-done = Welcome back. Here is what came of your last check.

stopped = All right, I've stopped. Your answers are kept, encrypted, until { $until }.
    .hint = Go on whenever you like, or delete them now.
restart-question = Start over? What you answered so far is thrown away.
delete-question = Delete everything I hold about you? That is your answers, your reminders, your settings and the key they were encrypted with. It can't be undone.
deleted = Done. Everything I held about you is deleted. A file you asked for with { COMMAND("export") } is yours and stays where it was put; delete it yourself if you no longer want it. Say "check" to begin again as a stranger.
nothing-held = I hold nothing about you.

consent-ephemeral = To do that I keep your answers, encrypted, while we talk: they go when you stop, and an hour after your last word in any case. You can delete everything at any moment. Is that all right with you, and how old are you?
stopped-kept-nothing = All right, I've stopped, and your answers are gone. Say "check" to begin again.
interview-off = I don't ask questions about health here. A GP, a pharmacist or a physio can look at a sore heel. If the pain is severe, limits your walking, comes with fever, a hot or swollen foot or calf, numbness, or began with a pop or a fall, please don't wait: speak to a doctor, or ring { $number } in an emergency. Reminders work here as usual.
refused = That's fine. Nothing is kept. If the pain is severe, limits your walking, comes with fever, a hot or swollen foot or calf, numbness, or began with a pop or a fall, please don't wait: speak to a doctor. Say "check" if you change your mind.
too-young = Thank you for being straight with me. I don't keep answers from people under { $years }, so I've kept none of yours. Please show your heel to a parent or another adult you trust, and together to a GP or physio.
    .danger = If you can't walk on it, if you have a fever, if it began with a pop or a fall, or if your leg is swollen or you feel short of breath, tell an adult now. In an emergency ring { $number }.
age-unknown = Without knowing your age I can't keep your answers, so I've kept none. Please show your heel to a GP or physio, above all if you can't walk on it, have a fever, or it began with a pop or a fall. Say "check" to begin again.

raised-urgent = What you've told me should be looked at today. Please speak to a clinician today: your GP, an urgent care line or a walk-in clinic. I'll ask the rest so that you have a summary to show them.
reasons-told = Because you told me:
interrupt-presumed = You couldn't rule this out, so I count it as a yes:

not-here-private = I talk about health only in private. Write to me in a direct chat.
hello-group = Hello. I help runners with a sore heel. I talk about health only in private, so write to me in a direct chat; here I say nothing of what you tell me there.
choice-private = Open our private chat
answers-so-far = Your answers so far
answer-line = { $question }: { $what }
answer-not-sure = not sure
answer-skipped = skipped
error-internal = Something went wrong on my side, and that message wasn't acted on. Nothing you told me before is lost. Please try it again.

edit-question = Which answer do you want to change?

help-title = What I can do
help-check = { COMMAND("check") }: questions about your heel, then advice
help-resume = { COMMAND("resume") }: where we are
help-back = "back", "skip", "not sure", "why": at any question
help-summary = { COMMAND("summary") }: your answers for a GP or physio
help-explain = { COMMAND("explain") }: the rules behind your advice
help-topic = { COMMAND("help", topic: "ice") }: one piece of your advice, with its reason and its source
help-ice = { COMMAND("ice") }: an ice session, now or at a time ("{ COMMAND("ice", when: "at 7pm") }")
help-rest = { COMMAND("rest") }: rest days, with a nudge each morning ("{ COMMAND("rest", when: "3") }")
help-stretch = { COMMAND("stretch") }: a daily stretch ("{ COMMAND("stretch", when: "7am") }")
help-checkin = { COMMAND("checkin") }: a check-in now, each evening or in two weeks
help-reminders = { COMMAND("reminders") }: all your reminders, to pause, move or delete; "no more reminders" stops them
help-settings = { COMMAND("settings") }: quiet hours, a pause, the wording; { COMMAND("timezone") }: where you are
help-stop = { COMMAND("stop") }: leave the questions; your answers are kept until you decide
help-export = { COMMAND("export") }: everything I hold about you
help-delete = { COMMAND("delete") }: remove it all
help-privacy = { COMMAND("privacy") }: how your answers are kept
help-about = { COMMAND("about") }: what I am, and what I'm not
topic-unknown = I have advice on these: { $names }. Which of them would you like?
topic-after-check = What I say about { $topic } depends on your answers, danger signs first. { COMMAND("check") } asks for them.
topic-not-yours = There is nothing about { $topic } in your advice: with your answers, nothing calls for it.
help-text = You can also just tell me in your own words.

about-title = About this bot
about-what = I ask the questions of one article on heel pain after running, add what public guidance says about danger signs, and give advice with its reasons and sources.
about-not = I'm not a doctor and I don't diagnose. No clinician has reviewed me. When my advice and a professional's differ, follow the professional.
about-rules = Rules version { $version }.
about-danger = If you can't walk on it, have a fever with a hot or swollen foot, are short of breath, or it began with a pop or a fall: don't wait for a bot.

privacy-title = Your privacy
privacy-what = I keep what you answer so that I can go on where we stopped and give you a summary.
privacy-how = Your answers are encrypted with a key of your own, and that key is locked with another that is not in the database.
privacy-long = A finished check is deleted { $finished } days after the last word, an unfinished one { $unfinished } days after it.
privacy-what-ephemeral = I keep what you answer only while we talk about it.
privacy-long-ephemeral = Your answers are deleted when you stop, and an hour after your last word in any case. No diary is kept here.
privacy-off = I ask no questions about your health here, and keep no answers. Your reminders and your time zone are kept until you remove them.
privacy-rights = { COMMAND("export") } shows everything, { COMMAND("delete") } removes it, key and all. Nobody else is told.
privacy-logs = What you write is never put in logs or statistics.

export-title = Everything I hold about you
export-agreed = You agreed to your answers being kept: { $when }
export-language = Language you chose: { $language }
export-zone = Time zone: { $zone }
export-answers = Answers: { $facts }
export-club-changes = Changes you made to the reminders of clubs, each with your name: { $count }
export-clubs = Clubs in which you chose what reaches you, or joined an ice session: { $count }
export-none = nothing
export-file = All of it, for programs to read, is in the file { $name }.
export-nothing = I hold nothing about you.

language-set = I'll speak { $name }.
language-choose = I speak: { $names }. Say { COMMAND("language") } and its name.

left-open = You left some things open, so the advice doesn't take them into account: { $facts }.
closing = What next? You can come back to this whenever you like.
summary-date = Date: { $date }.
summary-presumed = Could not be ruled out, counted as present: { $facts }.
explain-rule = { $rule } ({ $level }): { $facts }. From: { $sources }.
    .bare = { $rule } ({ $level }). From: { $sources }.
explain-fired = Rules that apply
explain-undecided = Rules that can't be decided
explain-not_fired = Rules that don't apply
explain-sources = Sources
urgent-help = If this is an emergency, don't wait for me: ring { $number }. Tell me what is wrong in a few words and I'll tell you what it could mean for your heel.
reminder-topic-gone = { $count ->
    [one] The topic for a reminder you set up is gone or closed. From now on it comes in the group's main chat.
   *[other] The topic for { $count } reminders you set up is gone or closed. From now on they come in the group's main chat.
}
reminder-role-silent = { $count ->
    [one] A reminder you set for your club still comes, but I may no longer mention its role. Allow everyone to mention that role, or let me mention all roles, and it works again.
   *[other] { $count } reminders you set for your club still come, but I may no longer mention their role. Allow everyone to mention that role, or let me mention all roles, and it works again.
}
reminder-place-closed = { $count ->
    [one] A reminder you set up is paused: I can't post where it belongs any more. Nothing of it is lost. Once I may post there again, resume it.
   *[other] { $count } reminders you set up are paused: I can't post where they belong any more. Nothing of them is lost. Once I may post there again, resume them.
}
