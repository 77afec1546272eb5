# What only the terminal says: everything else a person reads there is the
# same as on every other platform.

terminal-progress = { $at } of { $of }
terminal-several = More than one? Type their numbers together, such as 1 3.
terminal-ticked = One number ticks or unticks it. Several together, such as 1 3, say all that apply.
terminal-unnumbered = No numbers to press here: type a number as you mean it, or the words.
terminal-saved = Saved as a file that only your user account can read:
terminal-not-saved = The file could not be saved in { $folder }: { $reason }. Once that is put right, ask for it again.
terminal-goodbye = Goodbye. To carry on another time, start “heelbot chat” again.
