# What each command does, as messengers list them while somebody types.

command-heel = Help with a sore heel: questions, advice, reminders
command-check = Questions about your heel, then advice
command-resume = Where we are
command-ice = Start or see an ice session
command-rest = Set your rest days
command-stretch = Set a daily stretch
command-checkin = Set a check-in, or answer one
command-reminders = All your reminders
command-summary = Your answers for a GP or physio
command-timezone = Set your time zone
command-language = Choose a language
command-settings = Your settings
command-privacy = How your answers are kept
command-export = Everything I hold about you
command-delete = Remove everything I hold about you
command-stop = Leave the questions
command-help = What I can do
command-about = What I am, and what I'm not
command-club = Reminders of this group, for those who run it
command-schedule = Set a reminder for this group

# What can be said along with a command: at most 100 characters.
option-when = When, in your own words: "every day at 8", "now"
option-reminder = The reminder you want to see or change
option-place = A city near you, or the name of a time zone
option-topic = A piece of your advice, such as ice
option-language = The language you would like

# What those who run a server can do, and in which fields.
command-club-panel = Reminders and settings of this server
command-club-add = Set a reminder
command-club-list = All reminders of this server
command-club-show = Show a reminder, to pause, change, try or remove it
command-club-copy = Copy a reminder to another channel
command-club-settings = Time zone, quiet hours, channel and roles
command-club-ice = Start an ice session for everybody in this channel
command-club-history = What was changed, and by whom
command-club-export = Everything in a file
command-club-import = Make all as a file says; you see first what would change
option-club-what = rest day, ice after run, stretch, or your own words
option-club-when = When: "every monday 8am", "tomorrow 18:30"
option-club-channel = Where it is posted
option-club-mention = The one role that is mentioned
option-club-managers = The role whose members may manage too
option-club-file = A file that was exported
option-club-reminder = The number the list shows it with
option-club-zone = A city near you, or the name of a time zone
option-club-quiet = In which hours nothing is sent: "22:00 to 07:00"
