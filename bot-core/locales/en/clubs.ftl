# What a club's managers see, and what a club's reminders say.

# When the bot comes into a group or server.
club-welcome = For those who run this group: I can post reminders here.
club-welcome-back = I am back. What you had set up is still here; what had stopped waits for you.
club-steps =
    .step-1 = Set a reminder: { COMMAND("schedule", when: "every monday 8am", what: "rest day") }
    .step-2 = Tell me your time zone and quiet hours: { COMMAND("club") }, then Settings
    .step-3 = See, pause and change what there is: { COMMAND("club") }

club-not-here = Club reminders are set where your club is: use { COMMAND("club") } in your group or server.
club-which = Which club?
club-ask-from-elsewhere = Here, begin your answer with { COMMAND("club") }, so that I don't take it for a word about yourself.
club-ask-by-reply = Please reply to this message.
club-no-right = Only those who run this group can change its reminders.
club-no-rights = I could not find out whether you run this group. Please try again in a minute.
club-stale = That has changed meanwhile. This is how it is now.
club-changed-meanwhile = Nothing was changed, because somebody was faster: { $what }
club-gone = That reminder is no longer there.

# The first page.
club-panel = Your club
club-count = { $count ->
    [0] No reminders yet
    [one] One reminder
   *[other] { $count } reminders
}
club-zone-is = Time zone: { $zone }, where it is { $time } now
club-zone-named = Time zone: { $zone }
club-zone-none = Time zone: not set yet
choice-club-panel = Club
choice-club-clubs = Other clubs
choice-club-list = Reminders
choice-club-add = New reminder
choice-club-settings = Settings
choice-club-history = History
choice-club-export = Export
choice-club-resume-stopped = Resume what stopped
choice-club-earlier = Earlier
choice-club-later = More
choice-club-back = Back
choice-club-why = Why?
choice-cancel = Cancel

# Making one.
club-add-how = When should it come, and what should it say?
    .hint = In one line, for example: every monday 8am Rest day. Instead of your own words you can say rest day, ice after run or stretch: then I choose the words, others each week. Times: { $forms }
club-text-long = That text is too long. The most is { $most } characters.
club-full = There are { $most } reminders already, and that is the most. Remove one first.
club-zone-question = Where is your club?
    .hint = Send a city or a time zone, for example: Berlin, or America/New_York.
club-zone-first = Please set the time zone first.
club-when-question = When should it come?
    .hint = { $forms }
club-text-question = What should it say?
    .hint = Your own words, or rest day, ice after run or stretch. In your words { "{weekday}" }, { "{date}" } and { "{club}" } are filled in.
club-quiet-question = In which hours should nothing be sent?
    .hint = For example: 22:00 to 07:00. What falls into them is sent when they end.
club-confirm = Set this reminder?
club-says = It says
club-says-about = { $name }, in my words, others each week
club-goes-here = It is posted here.
club-goes-there = It is posted in the group.
club-goes-elsewhere = It is posted elsewhere.
club-usually-here = Reminders are posted here, unless you say otherwise.
club-usually-there = Reminders are posted in the group, unless you say otherwise.
club-usually-elsewhere = Reminders are posted elsewhere, unless you say otherwise.
club-mentions = New reminders mention this role, unless you say otherwise.
club-saved = It is set.
club-cancelled = Nothing was set.
club-not-your-draft = That waits for somebody else, or no longer.
club-about-rest_day = Rest day
club-about-ice_after_run = Ice after run
club-about-stretch = Stretch

# What keeps a reminder from being set.
club-lacks-place = I can't see that channel. Let me see it, then press the button again; or choose another.
club-lacks-post = I may not post there. Let me send messages and embed links in it, then press the button again.
club-lacks-mention = I may not mention that role. Allow everyone to mention it, or let me mention all roles; then press the button again.
club-lacks-role = That role is no longer there. Please begin again with another, or without one.
club-lacks-answer = I could not find out whether that channel is yours and open to me. Please try again in a minute.
club-not-everyone = That role is everyone here. Please choose one that only those have whom it is for.

# The reminders.
club-list = Reminders of this club
club-list-none = None yet.
club-stopped-why = I could not post it there any more. Once I can, press Resume.
choice-club-when = Other time
choice-club-text = Other words
choice-club-test = Send a test
choice-club-move = Post it here instead
choice-club-copy = Copy it to here
choice-club-remove = Remove
club-paused = Paused until you resume it.
club-resumed = It comes again.
club-resumed-all = What had stopped comes again.
club-none-stopped = Nothing has stopped.
club-skipped = The next one is left out.
club-removed = Removed. You can undo it for ten minutes.
club-tested = Sent as a test.
club-test-marker = This is a test.
club-undone = Taken back.
club-undo-late = That can't be taken back any more. This is what was done since.
club-cant-undo = That can't be taken back.

# What those who run a club are told where it is.
club-told-stopped = { $count ->
    [one] For those who run this group: one of its reminders is paused, because I can't post it where it belongs any more. Let me post there again, then press Resume; or give it another place.
   *[other] For those who run this group: { $count } of its reminders are paused, because I can't post them where they belong any more. Let me post there again, then press Resume; or give them another place.
}
club-told-silent = { $count ->
    [one] For those who run this group: a reminder that comes here still does, but I may no longer mention its role. Allow everyone to mention that role, or let me mention all roles.
   *[other] For those who run this group: { $count } reminders that come here still do, but I may no longer mention their role. Allow everyone to mention that role, or let me mention all roles.
}

# An ice session for everybody, after a run.
choice-club-ice = Ice session
choice-club-ice-join = Join
choice-club-ice-leave = Leave
choice-club-ice-stop = Stop the session
choice-club-all-begin = Let every member start ice sessions
choice-club-few-begin = Only we start ice sessions
club-ice-question = Start an ice session for everybody here?
club-ice-how = One message here shows when ice goes on and off. Whoever presses Join is called at each change, and can leave at any time.
club-ice-caution = Wrap ice in a cloth and never leave it on for more than 20 minutes. Take it off at once if the skin turns numb, white or blistered. If you have poor circulation, diabetes, numb skin or a bad reaction to cold, leave ice out.
club-ice-look = Have a look at your skin: it should be back to its usual colour and warmth.
club-ice-is-on = An ice session is on here
club-ice-count = { $count ->
    [0] nobody has joined yet
    [one] one of you has joined
   *[other] { $count } of you have joined
}
club-ice-begun = It begins. Press Join below its message to be called at each change.
club-ice-begun-by-managers = Ice sessions: started by those who run this group
club-ice-begun-by-members = Ice sessions: started by any member
club-ice-no-right = Only those who run this group can start an ice session for everybody. Your own you start in our private chat: { COMMAND("ice") }
club-ice-paused = This club's reminders are paused, so no session can begin.
club-ice-over = That ice session is over.
club-ice-full = { $most } people take part already, and I can't call more.
club-ice-joined = You are in. I call you here by name at each change.
club-ice-joined-privately = You are in. I write to you in our own chat at each change.
club-ice-joined-silently = You are in. As you asked, nothing of this club reaches you: watch this message for the changes.
club-ice-left = You are out. If you have ice on, 20 minutes is the most.
club-ice-not-in = You were not in.
club-ice-stopped = The session is over.
club-ice-stopped-early = This ice session was ended.
club-ice-from = From the ice session in { $club }.

# What of a club reaches one of its members.
choice-club-mine = What reaches me: { $club }
choice-club-there = As it reaches everybody
choice-club-privately = A copy to me, in private
choice-club-never = Don't call me
choice-club-break = Pause mine for two weeks
choice-club-rest = Pause mine until I say
choice-club-back-again = End my pause
club-mine-here = These buttons are for each of you alone: nobody else sees what you choose.
club-mine-none = I don't know of such a club of yours.
club-mine-chat-first = For that I need a chat with you: open my profile, press Start there, then choose this again.
club-mine-saved = Saved.
club-mine-there = They come where the club is. In an ice session you join, I call you there by name.
club-mine-privately = You get a copy of each in our own chat. In an ice session you join, I call you there as well.
club-mine-never = I don't call you by name and send you no copies.
club-mine-paused = Yours are paused: I don't call you by name and send you no copies until you end the pause.
club-mine-paused-until = Yours are paused: I don't call you by name and send you no copies until { $until }.
club-mine-role = A role that is mentioned reaches everybody who has it. If you don't want that, leave the role or mute the channel.
club-copy-from = From { $club }. You chose to get a copy.
choice-club-no-copies = No more copies

# Settings and history.
club-settings = Settings of this club
club-quiet-is = Quiet hours: { $from } to { $to }
club-quiet-none = Quiet hours: none
club-language-is = Language: { $name }
club-language-any = Language: as each person's app has it
club-language-question = Which language should I use here?
club-managers = Members with this role may manage too.
club-settled = Saved.
club-same = That is how it was.
choice-club-zone = Time zone
choice-club-quiet = Quiet hours
choice-club-here = Post reminders here
choice-club-no-place = No usual place
choice-club-no-mention = Mention no role
choice-club-no-managers = Only admins manage
choice-club-language = Language
choice-club-any-language = As each person's app has it
choice-club-undo-last = Undo the last change
club-history = What was changed
club-history-none = Nothing yet.
club-exported = All reminders and settings, in a file you can keep.
choice-club-file = Use a file
choice-club-import = Yes, use it
club-file-question = Which file?
    .hint = Answer with a file that I exported, or with what is in it. You see what would change before anything does.
club-file-unreachable = I could not get that file just now. Please send it again.
club-file-refused = Nothing was changed. { $why }
club-file-too-long = That file is too long: { $most } KiB is the most.
club-file-unreadable = I can't read that file from line { $line }, character { $column } on.
club-file-newer = That file was written by a newer release of mine than this one.
club-file-too-many = That file has more than { $most } reminders.
club-file-reminder = Reminder { $number } in that file: { $flaw }
club-file-settings = The settings in that file: { $flaw }
club-flaw-text = the text is empty or too long.
club-flaw-time = the time is too often, too far ahead or on a day that does not exist.
club-flaw-when = the time in words and the time that counts are not the same.
club-flaw-place = the place is not in this group or server.
club-flaw-role = the role is everyone, or none at all.
club-flaw-holds = there is a pause that can't be.
club-flaw-language = there is no such language.
club-import-question = Use this file?
club-import-adds = New: { $what }
club-import-removes = Removed: { $what }
club-import-more = { $count ->
    [one] one more change
   *[other] { $count } more changes
}
club-import-stays = { $count ->
    [one] One reminder stays as it is
   *[other] { $count } reminders stay as they are
}
club-import-over = { $count ->
    [one] One reminder is over and is left out
   *[other] { $count } reminders are over and are left out
}
club-import-settings = The settings become:
club-import-same = That is how it is already.
club-import-anew = Somebody was faster. This is what would change now.
club-import-done = All is as the file says.
club-deed-began = { $at }: { $who } started an ice session
club-deed-stopped = { $at }: { $who } ended an ice session
club-deed-imported = { $at }: { $who } used a file
club-who-unnamed = somebody
club-who-club = an admin in the group's name
club-who-operator = whoever runs this bot
club-who-forgotten = somebody who is gone
club-from-to = { $before }, now { $after }
club-deed-added = { $at }: { $who } set { $what }
club-deed-edited = { $at }: { $who } changed { $what }
club-deed-paused = { $at }: { $who } paused { $what }
club-deed-resumed = { $at }: { $who } resumed { $what }
club-deed-skipped = { $at }: { $who } left out the next of { $what }
club-deed-removed = { $at }: { $who } removed { $what }
club-deed-undone = { $at }: { $who } took a change back: { $what }
club-deed-settled = { $at }: { $who } changed the settings: { $what }
club-changed-several = several reminders
club-changed-place = another place where reminders are posted, unless you say otherwise
club-changed-mention = another role that new reminders mention
club-changed-managers = another role that may manage

# What the bot's own reminders say to a whole club: nothing of anyone's body.
club-remind-rest_day =
    .variant-1 = Rest day. Days without a run are when legs get stronger.
    .variant-2 = Today is for resting. A walk or an easy swim is fine.
    .variant-3 = No run today. Tomorrow's will be better for it.
    .variant-4 = Rest day: feet up, and see you at the next run.
club-remind-ice_after_run =
    .variant-1 = Good run. If something is sore, cool it: up to 20 minutes, with a cloth between ice and skin.
    .variant-2 = Home again? Sore spots like a cold pack in a cloth, 20 minutes at most.
    .variant-3 = After the run: a wrapped cold pack on what is sore, then off again after 20 minutes.
club-remind-stretch =
    .variant-1 = Time to stretch. Slowly, and only as far as it feels good.
    .variant-2 = A few quiet minutes for calves and feet. No bouncing.
    .variant-3 = Stretch break: hold it gently, and breathe.
club-why-sources = { $why } Sources: { $sources }.
club-why-rest_day = Rest lets sore tissue settle; too much too soon is a usual cause of sore heels.
club-why-ice_after_run = Cold eases soreness: up to 20 minutes, wrapped in a towel, never on bare skin.
club-why-stretch = Gentle stretching of calf and foot helps many people with sore heels.
club-why-none = These are the club's own words.
