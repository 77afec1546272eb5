# What to do. Each item: a title, what to do, and what to look out for. The
# reason is composed from the person's answers. No doses, brands or shops.

when-today = Today
when-this_week = This week
when-next_two_weeks = The next two weeks
when-if_it_gets_worse = If it gets worse

advice-because = Why: { $facts }.
advice-sources = From: { $sources }.

# What each piece is called where somebody asks for one.
topic-see_professional = who should look at it
topic-rest = a break from running
topic-ice = ice
topic-stretch = stretching
topic-anti_inflammatory = anti-inflammatory medicine
topic-ask_pharmacist = asking a pharmacist
topic-support = support for the foot
topic-ground_and_load = ground and distances
topic-strengthen = heel raises
topic-night_splint = a night splint
topic-return_to_run = the way back to running

withheld-title = Left out for you
withheld-because = Why: { $facts }.

advice-see_professional-if_worse = When to be seen
    .do-1 = Book a GP or physiotherapist if it is no better two weeks after it began, or sooner if it keeps getting worse.
    .do-2 = Speak to a clinician the same day if you start to limp, get a fever, or the skin turns hot.
    .do-3 = You are welcome to ask a professional sooner if it worries you.
advice-see_professional-book = Book a GP or physiotherapist
    .do-1 = Book an appointment in the coming days.
    .do-2 = Take the summary of your answers along: when it began, what makes it worse, what you have tried.
    .caution = Don't wait for the appointment if you start to limp, get a fever, or the skin turns hot: speak to a clinician that day.
advice-see_professional-book_with_adult = Book a GP or physiotherapist, together
    .do-1 = Tell a parent or another adult you trust about your heel, and ask them to book an appointment in the coming days.
    .do-2 = Ask them to come with you.
    .do-3 = Take the summary of your answers along: when it began, what makes it worse, what you have tried.
    .caution = Don't wait for the appointment if you start to limp, get a fever, or the skin turns hot: speak to a clinician that day.
advice-see_professional-speak_today = Speak to a clinician today
    .do-1 = Ring your doctor, an urgent care service or a medical helpline today. Don't leave it until tomorrow.
    .do-2 = Tell them the answers that brought you here; the summary lists them.
    .do-3 = Keep weight off the foot where you can until you have been seen.
    .caution = If it gets worse while you wait, ring { $number }.
advice-see_professional-go_now = Get help now
    .do-1 = Go to an emergency department now, or ring { $number }.
    .do-2 = Don't drive yourself if your foot, your breathing or how you feel makes that unsafe.
    .do-3 = Tell them the answers that brought you here; the summary lists them.
    .caution = Feeling a little better in between does not make this safe to leave.
advice-see_professional-go_now_with_packet = Get help now
    .do-1 = Go to an emergency department now, or ring { $number }.
    .do-2 = Take no more tablets, and take the packet with you.
    .do-3 = Don't drive yourself.
    .do-4 = Tell them what you took, how much and when; the summary lists your other answers.
    .caution = Feeling a little better in between does not make this safe to leave.
advice-see_professional-crisis = You deserve help right now
    .do-1 = Thank you for saying it. What you wrote matters more than any heel, so I have stopped the questions.
    .do-2 = If you might act on these thoughts, ring { $number } now, or go to the nearest emergency department.
    .do-3 = You can talk to someone at any hour: in the UK and Ireland the Samaritans on 116 123, in the US and Canada ring or text 988, in Australia Lifeline on 13 11 14, elsewhere findahelpline.com lists who answers near you.
    .do-4 = If you can, be with someone you trust, and tell them what you told me.

advice-rest = Take a break from running
    .do-1 = Stop running for a couple of days, or until the pain settles.
    .do-2 = Swim or cycle instead, as long as it doesn't hurt.
    .do-3 = Plan rest days into every week from now on: feet repair themselves while they rest.
    .caution = Small injuries become long ones when they get no time to heal.
advice-rest-no_running_until_seen = No running until you have been seen
    .do-1 = Don't run, jump or march until someone has looked at your heel.
    .do-2 = Walk only as far as you need to, and keep weight off it when it hurts.
    .do-3 = Swimming is fine if it causes no pain at all.
    .caution = Running on can turn something small into something that takes months.
advice-rest-no_running_until_settled = No running until it has settled
    .do-1 = Leave running until walking, hopping and squeezing the heel from both sides are all free of pain.
    .do-2 = Swim or cycle instead, as long as it doesn't hurt.
    .do-3 = If it is not clearly better within a week, book a GP or physiotherapist before you run again.
    .caution = Pain on squeezing the heel bone, or pain at night, means being seen before any more running.

advice-ice = Ice
    .do-1 = Wrap ice or a cold pack in a cloth. Never put it on bare skin.
    .do-2 = After running: 20 minutes on, 20 minutes off, for a couple of hours or until the pain eases.
    .do-3 = Or a gentler rhythm: 10 to 20 minutes every two to three hours.
    .do-4 = Never more than 20 minutes at a time, and never while asleep.
    .caution = Stop at once if the skin turns numb, white or blistered.
advice-ice-check_first = Ice, after a quick check
    .do-1 = Leave ice out if any of these is true for you: poor circulation, fingers or toes that turn white in the cold, heart disease, diabetes, numb or broken skin, hot skin, a pale or cold foot, or a bad reaction to cold before.
    .do-2 = Else wrap ice or a cold pack in a cloth. Never put it on bare skin.
    .do-3 = Start with the gentler rhythm: 10 to 20 minutes every two to three hours.
    .do-4 = The fuller rhythm after running: 20 minutes on, 20 minutes off, for a couple of hours or until the pain eases.
    .do-5 = Never more than 20 minutes at a time, and never while asleep.
    .caution = Stop at once if the skin turns numb, white or blistered.
withheld-ice = Ice is left out for you: it is not safe, or not wise, with what you told me.

advice-anti_inflammatory = Anti-inflammatory medicine, if you want it
    .do-1 = Medicines such as ibuprofen can ease the pain for a while. They don't mend what causes it.
    .do-2 = Ask a pharmacist which one suits you, and follow the packet.
    .do-3 = Don't take one in order to run through the pain.
    .caution = Stop and ask for advice if you get stomach pain, a rash or trouble breathing. Black stools mean speaking to a doctor the same day.
advice-anti_inflammatory-after_48_hours = Anti-inflammatory medicine, but not yet
    .do-1 = Leave these medicines out for the first 48 hours after an injury.
    .do-2 = After that, they can ease the pain for a while. They don't mend what causes it.
    .do-3 = Ask a pharmacist which one suits you, and follow the packet.
    .caution = Stop and ask for advice if you get stomach pain, a rash or trouble breathing. Black stools mean speaking to a doctor the same day.
withheld-anti_inflammatory = Anti-inflammatory tablets are left out for you: they may not be safe with what you told me, or with what I don't know.
advice-ask_pharmacist = Ask a pharmacist about pain relief
    .do-1 = Ask a pharmacist, or your doctor, what you can take for the pain before you take anything.
    .do-2 = Tell them your age, your other medicines and conditions, and whether you are or could be pregnant.
    .caution = Don't start ibuprofen or a similar medicine on your own until someone has checked that it is safe for you.

advice-stretch = Stretch every day
    .do-1 = Sit and lay the sore foot across the other knee. Pull the toes up towards the shin until the sole feels tight.
    .do-2 = Hold for 10 seconds, 10 times.
    .do-3 = Do it before the first steps of the day, and a few times through the day.
    .do-4 = Add a calf stretch: hands on a wall, sore leg behind, heel down, lean in.
    .caution = A pull is fine. Stop if it becomes a sharp pain.
advice-stretch-gentler = Stretch gently every day
    .do-1 = Stretch the calf on flat ground: hands on a wall, sore leg behind, heel down, lean in a little.
    .do-2 = Hold for 10 seconds, 10 times, only as far as it stays comfortable.
    .do-3 = Don't let the heel drop below a step: that presses on the sore place at the back.
    .caution = Stop if it becomes a sharp pain.
withheld-stretch = Stretching waits: with what you told me, or with what I don't know, pulling on the heel could do harm.

advice-support = Support the foot
    .do-1 = Wear supportive shoes, indoors too, and avoid walking barefoot on hard floors.
    .do-2 = Athletic tape can take some load off the sole for a run or a long day on your feet.
    .do-3 = If new shoes cost too much, insoles are the next best thing. Ready-made ones have done as well as custom-made ones in trials.
    .caution = Check your skin after the first hours, and take out whatever rubs. If feeling in your feet is poor, have them fitted.
withheld-support = Insoles and tape can wait until you have been seen.

advice-ground_and_load = Easier ground, smaller steps
    .do-1 = When you run again, stay on even ground for now.
    .do-2 = Keep the next longest run to no more than about a tenth over the longest of the past 30 days: a single long run seems to matter more than the week's total.
    .do-3 = Keep at least two days a week without a run.
withheld-ground_and_load = Plans for your next runs wait: running has to wait too.

advice-strengthen = Slow heel raises, if you like
    .do-1 = Every second day, rise onto your toes and come down slowly, with a rolled towel under the toes.
    .do-2 = Start with both feet and hold on to something.
    .do-3 = It is an option, not a must: one trial found it helped, a later one found little gain over advice and a heel cup.
    .caution = Leave it out for some days if the pain is worse the next morning.
withheld-strengthen = Strength work waits: it is too soon for it, or not safe yet, with what you told me.

advice-night_splint = A night splint
    .do-1 = A night splint holds the foot up while you sleep, so that the band under it doesn't shorten.
    .do-2 = It is meant for morning pain that has lasted for weeks.
    .do-3 = Try it for short spells first; many people need some nights to get used to it.
    .caution = Take it off if the foot turns numb, cold or sore.
withheld-night_splint = A night splint is left out: it is for morning pain that has lasted some weeks, in feet with sound skin and feeling.

advice-return_to_run = The way back to running
    .do-1 = First walk briskly for half an hour without pain.
    .do-2 = Then alternate running and walking every other day, on even ground.
    .do-3 = Pain of 0 to 3 out of 10 is fine, 4 to 5 means watch it, more than 5 means step back.
    .do-4 = If it hasn't settled within 24 hours, go back one step.
    .caution = This scale was made for the Achilles tendon; it serves as a guide here.
withheld-return_to_run = The way back to running waits until the heel has settled. If you are to be seen, it waits until you have been cleared for it.
withheld-rest = Rest is part of what you will be told when you are seen.
