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

# What can be said along with a command: at most 100 characters.
option-when = When, in your own words: "every day at 8", "now"
option-reminder = The reminder you want to see or change
option-place = A city near you, or the name of a time zone
option-topic = A piece of your advice, such as ice
option-language = The language you would like
