# All that the bot says in its own voice. The buyers' lines live in src/engine/packs.
# Variables hold no markup: they are escaped before they are put in.

## Buttons

button-train = Start training
button-how = How it works
button-case = Case
button-feedback = Feedback
button-finish = Finish
button-hint = Hint
button-map = Map
button-moves = Turns
button-same = Same buyer again
button-new = New buyer
button-difficulty-open = Easier
button-difficulty-guarded = Harder
button-difficulty-tough = Tough
button-no-step = No offer
button-go-on = Go on
button-fresh = Start over
button-other-buyer = Another buyer
button-checks = Checklist
button-report = Back to the result
button-list = Back to the list
button-newer = ← Newer
button-older = Older →
button-transcript = Transcript
button-file = As a file
button-language-ru = Русский
button-language-en = English
button-settings = Settings
button-set-lang = Language
button-set-level = Buyers
button-set-focus = Focus
button-set-remind = Reminders
button-set-zone = Time zone
button-focus-none = No focus
button-earlier = Earlier: { $hour }:00
button-later = Later: { $hour }:00
button-quiet = Quiet hours: { $from }:00–{ $to }:00
button-daily = Every day
button-mute = Turn off
button-zone-other = Another city
button-erase = Delete my data
button-export = My data as a file
button-erase-all = Delete everything

## Entry

welcome =
    { $name ->
        [none] 👋 <b>Hello!</b>
       *[other] 👋 <b>Hello, { $name }!</b>
    }

    This is a sales trainer. You call a buyer and ask questions; the answers are short and to the point, as in life. Your aim is to learn what hurts, what it costs, and what a solution would be worth.

    A call is up to { $max } questions, about five minutes.
welcome-back =
    👋 <b>Welcome back!</b> Your call isn't over: { $person }, { $company }.

    { $n }/{ $max } · clarity { $clarity }%
unfinished =
    Your call isn't over: { $person }, { $company }.

    { $n }/{ $max } · clarity { $clarity }%
unfinished-silence =
    You've been away for more than a day, and your call isn't over: { $person }, { $company }.

    { $n }/{ $max } · clarity { $clarity }%

    The buyer hasn't heard your last message. "Go on" reminds you where you stood; write again, and the buyer answers at once.
idle = You aren't on a call. Shall we ring someone?
lost-session = This call can't be continued: the cases have changed. Start a new one; your past results are safe.

## Case

case =
    📞 <b>{ $person }</b>, { $role }{ $difficulty ->
        [none] {""}
       *[other] {" "}<i>({ $difficulty })</i>
    }

    <b>Their request:</b> <i>{ $request }</i>

    <b>You sell:</b> { $product }
    <b>You can:</b> { $can }
    <b>Not on offer:</b> { $cannot }

    You have { $max ->
        [one] { $max } question
       *[other] { $max } questions
    }. Ask in your own words.{ $stress ->
        [none] {""}
       *[other] {" "}🎯 Weakest last time: { $stress }.
    }

    <b>{ $person }:</b> { $greeting }
case-again =
    The same person, the same case: only what goes better earns XP.

    📞 <b>{ $person }</b>, { $role }{ $difficulty ->
        [none] {""}
       *[other] {" "}<i>({ $difficulty })</i>
    }

    <b>Their request:</b> <i>{ $request }</i>

    <b>You sell:</b> { $product }
    <b>You can:</b> { $can }
    <b>Not on offer:</b> { $cannot }

    You have { $max ->
        [one] { $max } question
       *[other] { $max } questions
    }. Ask in your own words.{ $stress ->
        [none] {""}
       *[other] {" "}🎯 Weakest last time: { $stress }.
    }

    <b>{ $person }:</b> { $greeting }
case-progress =
    📞 <b>{ $person }</b>, { $role }

    <b>Their request:</b> <i>{ $request }</i>

    <b>You sell:</b> { $product }
    <b>You can:</b> { $can }
    <b>Not on offer:</b> { $cannot }

    <i>{ $n }/{ $max } · clarity { $clarity }%</i>
go-on =
    { $person } is on the line. The last you heard:

    { $answer }

    <i>{ $n }/{ $max } · clarity { $clarity }%</i>
reply =
    { $head }{ $contextual ->
        [yes] {" "}👂
       *[no] {""}
    }{ $others ->
        [none] {""}
       *[other] {" "}<i>+ { $others }: one question at a time</i>
    }{ $leading ->
        [yes] {" "}· <i>leading</i>
       *[no] {""}
    }

    { $answer }

    <i>{ $n }/{ $max } · clarity { $clarity }%</i>{ $mood ->
        [wary] {" "}· <i>the buyer is wary</i>
        [listening] {" "}· <i>the buyer is listening</i>
        [open] {" "}· <i>the buyer is open</i>
       *[same] {""}
    }{ $reused ->
        [yes] {" "}· <i>you asked just that in an earlier call: half the XP</i>
       *[no] {""}
    }{ $step ->
        [yes] {" "}· <i>time to suggest a next step</i>
       *[no] {""}
    }

## A turn

head-question = { $emoji } <b>{ $type }</b>
head-question-free = { $emoji } <b>{ $type }</b> · <i>not counted</i>
head-free = 💬 <i>not counted</i>
## Feedback on the last turn

feedback-none = Nothing to look at yet: ask a question first.
feedback-old = Only the last turn can be looked at.
feedback-ended = The call is over. The button "Turns" under the report goes through it turn by turn.
feedback =
    { $emoji } <b>{ $type }</b>{ $words ->
        [none] {""}
       *[other] {" "}— by the words "{ $words }"
    }
    { $purpose }

    { $verdict }{ $missed ->
        [none] {""}
       *[other] {" "}Just before, the buyer let "{ $missed }" slip: you could have picked that up.
    }{ $several ->
        [yes] {" "}There were several questions; one was answered.
       *[no] {""}
    }{ $leading ->
        [yes] {" "}It was leading: that gets a nod, and nothing in the buyer's own words.
       *[no] {""}
    }{ $helped ->
        [yes] {" "}Those were a hint's words, so they earn nothing.
       *[no] {""}
    }

    <b>Next:</b> { $advice }{ $better ->
        [none] {""}
       *[other] {" "}With this buyer, for example: <i>"{ $better }"</i>
    }

    <i>Wrong type? Tap the right one.</i>
feedback-free =
    💬 <b>A free turn</b>

    { $verdict }

    <b>Next:</b> { $advice }{ $better ->
        [none] {""}
       *[other] {" "}For example: <i>"{ $better }"</i>
    }

    <i>Was it a question? Tap which.</i>
hint =
    💡 <b>Hint:</b> { $advice }{ $topic ->
        [none] {""}
       *[other] {" "}About: { $topic }.
    }{ $example ->
        [none] {""}
       *[other] {" "}For example: <i>"{ $example }"</i>
    }

    <i>{ $left ->
        [0] That was the last hint of this call.
        [one] { $left } hint left.
       *[other] { $left } hints left.
    } A hint's own words open things but earn nothing: use yours.</i>
hint-none = No hints left in this call. Listen to the buyer, and pick up a word.
verdict-opened-fact = You learned a new fact.
verdict-opened-problem = The buyer admitted a problem. That's a step forward.
verdict-opened-detail = The problem is concrete now: one can see it.
verdict-opened-consequence = A consequence came out: the problem weighs more.
verdict-opened-need = The buyer said what they want, in their own words. That's the aim.
verdict-opened-benefit = The buyer named a benefit in their own words. It's what the boss will hear.
verdict-repeat = Nothing opened: that was answered already. Repeats annoy.
verdict-known = Nothing opened: the answer was in the request.
verdict-floating = Nothing opened: the buyer hasn't admitted that problem, so it has no consequences yet.
verdict-premature = Nothing opened: too early for benefits, there is no problem yet.
verdict-undeveloped = Nothing opened: there is a problem, but so far it costs nothing.
verdict-denied = Nothing opened: that part really is fine there.
verdict-exhausted = Nothing opened: you've been told all of it.
verdict-unknown = Nothing opened: the buyer doesn't know about that, or the question is too general.
verdict-pitched = You began to offer. Before people say what they want, offers bring objections.
verdict-pressed = You're pressing for a decision. The buyer pushes back.
verdict-courteous = Politeness is welcome, but it doesn't replace questions.
verdict-answered = You answered the buyer's question.
verdict-silent = You said nothing.
verdict-unreadable = The buyer didn't understand you.
verdict-meta = That wasn't for the buyer. The rules are in /help.
verdict-confirmed = A true summary: the buyer feels heard.
verdict-untrue = The summary didn't match what was said.
verdict-elaborated = You got a little more detail, but no new fact.
verdict-presupposed = Nothing opened: you took a trouble for granted that nobody has admitted.
verdict-decoy = Nothing opened: it does bother them, but what you sell won't help. Look for what you can solve.
verdict-assented = Nothing opened: you gave the answer yourself, and the buyer just agreed. Let the buyer say it.
verdict-deflected = There is no trust yet, so the buyer dodged it. Ask again, without pressure.
verdict-partly = Half right: the buyer put part of it differently.
verdict-agreed = A step is agreed: the buyer will do something, by a date.
verdict-asked_when = The buyer is willing but waits for a date.
verdict-postponed = The buyer agreed to wait: the action is yours, not theirs. That isn't a step yet.
verdict-refused = Too early for a step: the buyer doesn't see why.
verdict-farewell = The call is over.
advice-problem = ask what isn't working well, or where things go wrong.
advice-detail = ask why it happens and when it last did.
advice-consequence = ask what it leads to and what it costs.
advice-more = find a consequence of another kind: money, people, customers, risk.
advice-need = ask what a solution would mean.
advice-benefit = ask who else it would help, and how.
advice-step = suggest a next step: what the buyer does, and by which day.

## Result

report-title = 🏁 <b>Result: { $score } of 100</b> · { $outcome }
report-perfect = Every check passed. That's how it's done.
report-said = <i>"{ $said }"</i>
report-worked =
    <b>What worked:</b> { $title }
    "{ $quote }"
report-train =
    <b>Train this:</b> { $what }{ $reason ->
        [none] {" "}— { $have } of { $need }
       *[other] {" "}— { $reason }
    }{ $example ->
        [none] {""}
       *[other] {"."} For example: "{ $example }"
    }
report-reward =
    +{ $points } XP · level { $level }, { $name }
    Badge: { $badge }{ $achievements ->
        [none] {""}
       *[other] {" "}· 🏅 { $achievements }
    }
check-passed =
    ✅ { $title } <b>+{ $weight }</b>
    "{ $quote }"
check-failed = ▫️ { $title }{ $counts ->
        [yes] {" "}— { $have } of { $need }
       *[no] {""}
    }{ $reason ->
        [none] {""}
       *[other] {" "}({ $reason })
    }
reason-too_many = too many fact questions
reason-known = asked for what the request says
reason-waits_for_problems = counts once two problems are found
reason-waits_for_need = counts once the buyer has named a wish
reason-pitched = something was pitched before its time
reason-repeat = a question came twice
reason-clumsy = leading questions, or several at once
reason-no_figure = none of them with a figure
map =
    <b>Map</b> · problems { $problems } of { $all_problems }, consequences { $consequences } of { $all_consequences }
map-found = ✅ <b>{ $problem }</b>
map-found-decoy = ✅ <b>{ $problem }</b> <i>(not something you can solve)</i>
map-missed =
    ▫️ <b>{ $problem }</b>
    <i>ask: "{ $ask }"</i>
map-parts = found: { $parts }
map-part-missed = ▫️ { $part } — <i>"{ $ask }"</i>
map-facts = Facts you didn't ask for: <i>{ $asks }</i>
map-caption = 🗺 Found: { $problems } of { $all_problems } problems, { $consequences } of { $all_consequences } consequences. The number in a box is the turn that opened it; dashed boxes are what you missed.
picture-map = Map of the call
picture-found = found (and in which turn)
picture-missed = missed
picture-scores = Results of your last calls
picture-types = The questions you ask
group-detail = Details
group-consequence = Consequences
group-need = Wish
group-benefit = Benefits
box-need = solution
box-benefit = benefit
map-empty = Nothing found yet: ask, and the map begins to fill.
map-so-far = <b>What you know so far</b> · { $n }/{ $max } · clarity { $clarity }%
map-line = <b>{ $part }:</b> { $text }
kind-money = money
kind-time = time
kind-people = people
kind-quality = quality
kind-customers = customers
kind-risk = risk
aspect-cause = cause
aspect-often = how often
aspect-last = last time
layer-fact = fact
layer-problem = problem
layer-detail = detail
layer-consequence = consequence
layer-need = the wish
layer-benefit = benefit
moves =
    <b>Turn by turn</b> · clarity { $clarity }% · { $questions ->
        [one] { $questions } question
       *[other] { $questions } questions
    }
    🔍 { $situational }  ⚠️ { $problem }  💥 { $implication }  ✨ { $need_payoff }  💬 { $other }  👂 { $contextual }
    What works with this buyer: { $wins }
move = { $turn }. { $emoji }{ $contextual ->
        [yes] {"👂"}
       *[no] {""}
    } "{ $quote }" → { $result }{ $objection ->
        [yes] {" "}❗ caused an objection
       *[no] {""}
    }
move-fact = a fact
move-problem = a problem
move-detail = a detail
move-consequence = a consequence
move-need = the wish
move-benefit = a benefit
move-opened = opened
move-elaborated = more of the same
move-repeat = a repeat
move-known = was in the request
move-floating = problem not admitted yet
move-presupposed = trouble taken for granted
move-premature = too early
move-undeveloped = problem doesn't weigh enough yet
move-decoy = not yours to solve
move-assented = agreed, in your words
move-denied = not their trouble
move-exhausted = all said already
move-unknown = no answer
move-deflected = dodged
move-pitched = a pitch
move-pressed = pressure
move-courteous = courtesy
move-answered = an answer to the buyer
move-silent = silence
move-unreadable = not understood
move-meta = not for the buyer
move-confirmed = a true summary
move-partly = half right
move-untrue = the buyer never said that
move-agreed = agreed
move-asked_when = asked for a date
move-postponed = no commitment
move-refused = too early for a step
move-farewell = goodbye
report-empty = There were no questions, so this call doesn't count. Shall we ring someone else?
outcome-order = an order
outcome-advance = a next step agreed
outcome-continuation = no commitment
outcome-no_sale = no sale
outcome-ended_by_buyer = the buyer hung up
report-gone = This report can't be shown any more: the cases have changed.

checks = <b>Checklist</b> · { $score } of 100
checks-focus = <i>Your focus only.{ $left ->
        [0] {" "}It has ended: from now on you see the whole list again.
        [one] {" "}{ $left } more training.
       *[other] {" "}{ $left } more trainings.
    }</i>
## Statistics

stats-empty = No training yet. The first takes about five minutes.
stats =
    <b>Your trainings</b>

    Finished: { $count } · best { $best } · average { $average }
    { $questions ->
        [one] { $questions } question
       *[other] { $questions } questions
    }: 🔍 { $situational }  ⚠️ { $problem }  💥 { $implication }  ✨ { $need_payoff }  💬 { $other }  👂 { $contextual }
    Next steps and orders: { $advances }

    { $xp } XP · level { $level }, { $name }{ $left ->
        [0] {""}
       *[other] {", next in"} { $left }
    }
history =
    <b>History</b> · { $count ->
        [one] { $count } call
       *[other] { $count } calls
    }{ $pages ->
        [1] {""}
       *[other] {" "}· page { $page } of { $pages }
    }
history-line =
    <b>{ $place }.</b> { $date }{ $who ->
        [none] {""}
       *[other] {" "}· { $who }
    }
    <b>{ $score }</b> of 100 · { $outcome }
history-empty = No history yet: it begins with your first call.
date = { $day } { $month ->
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
    } { $year }
transcript = <b>Transcript</b> · { $person }, { $company } · { $score } of 100
transcript-greeting = <b>{ $person }:</b> { $answer }
transcript-type = { $emoji } <i>{ $type }</i>{ $contextual ->
        [yes] {" "}👂
       *[no] {""}
    }
transcript-turn =
    { $turn }. { $head }
    <b>You:</b> { $question }
    <b>{ $person }:</b> { $answer }
file-caption = The whole call: it opens in any browser.
file-you = You
file-head = { $date ->
        [none] {""}
       *[other] { $date } ·{" "}
    }{ $role } · { $product }
rank =
    <b>Level { $level }: { $name }</b> · { $xp } XP{ $left ->
        [0] {""}
       *[other] {", next in"} { $left }
    }
    Days running: { $streak } · achievements { $have } of { $all }
rank-earned = 🏅 <b>{ $name }</b> — { $how }
rank-open = ▫️ { $name } — { $how }
scenario =
    <b>{ $name }</b>

    { $about }

    { $products ->
        [one] { $products } product or service
       *[other] { $products } products and services
    }, up to { $max } questions a call. Every case is new.
difficulty =
    <b>Buyers: { $name }</b>

    Easier ones talk about what hurts most. Harder ones start with small things, and a problem has to weigh more. Tough ones dodge as well. XP: ×1, ×1.25 and ×1.5.
difficulty-open = easier
difficulty-guarded = harder
difficulty-tough = tough
help =
    <b>How it works</b>

    You write to a buyer in your own words. The buyer has facts, troubles and reasons to keep quiet, and opens only what you ask for in the right way.

    { $types }
    👂 you took up the buyer's words

    The type is read right in about 86 of 100 cases, measured on people the bot has not learned from. In doubt it shows two buttons; if it is wrong, correct it under Feedback.

    Greetings and short answers are free. After { $max } questions the buyer asks what's next: suggest a step for the buyer to take, and name the day. Hints per call: { $hints }.

    <b>Scorecard, 100 points</b>
    { $checks }

    <b>Commands</b>
    { $commands }
help-type = { $emoji } <b>{ $type }</b> — "{ $example }"

## Pages

help-check = { $title } — { $weight }
help-command = /{ $name } — { $what }
command-train = call a buyer
command-finish = end the call, get the result
command-feedback = feedback on the last turn
command-case = who you are calling
command-hint = a hint, three per call
command-map = what you have found so far
command-rank = level and achievements
command-history = past calls
command-scenario = what is being trained
command-settings = language, difficulty, focus, reminders
command-stats = your training
command-language = language
command-help = how it works
command-about = about the bot
command-privacy = what is stored
command-delete_me = delete my data
command-export_me = all your data as a file
command-terms = terms
profile-name = SPIN trainer
profile-short = Practise discovery calls: you ask, the bot plays the buyer and shows what each question did.
profile-description =
    Practise your calls before you make them.

    The bot plays a buyer with troubles, figures and a temper of its own. Ask in your own words, and it answers what you asked. Every question is looked at: what type it is and what it opened. At the end you get an open score with your own words in it, and one thing to train next.

    A call takes about five minutes. Press Start.
about =
    <b>spinbot { $version }</b>

    A trainer for sales questions based on the SPIN method. The buyer is a model with its own facts, troubles and temper, and answers from nothing else. Companies and people are invented.
privacy =
    <b>What is stored, and why</b>

    Your Telegram id, name and @name, your language, time zone and other settings: to talk to you the way you asked. What you wrote and what the buyer answered: to hold the call and give feedback. Your results, XP and achievements: to show how you grow. The operator sees what you say about question types.

    You can have all of it as a file: /export_me. You can delete it at any time: /delete_me. Two things stay. Payments, if there were any, for as long as a refund or the law needs them. And a print of your id under a secret key: nobody can be recognised by it; it keeps a welcome gift from being given twice.
exported = All that is stored about you: a JSON file that any text editor opens.
erase =
    <b>Delete everything?</b>

    Your name and settings, all calls, results, XP and achievements go at once and for good. They can't be brought back. Only payments stay, if there were any, and a print of your id without a name: see /privacy.
erased = Everything is deleted. If you'd like to start anew, just write.
terms =
    <b>Terms</b>

    This is a training tool. Buyers and companies are invented; any likeness is chance. The score is a program's opinion by the open rules in /help. Don't write here what strangers must not see.
contact = Who runs this bot: { $contact }
language = Language: <b>English</b>. Change it?
language-set = We speak English now.
language-set-running = We speak English now. The buyer on the line carries on in Russian; the next one will speak English.

## Settings

settings =
    <b>Settings</b>

    Language: English
    Buyers: { $level }
    Focus: { $focus ->
        [none] none
       *[other] { $focus } ({ $left ->
            [one] { $left } more training
           *[other] { $left } more trainings
        })
    }
    Reminders: { $reminders }
    Time zone: { $zone }
focus =
    <b>Focus: { $focus ->
        [none] none
       *[other] { $focus }
    }</b>

    Choose one skill. For { $trainings ->
        [one] { $trainings } training
       *[other] { $trainings } trainings
    } the checklist shows nothing else; then the focus ends by itself.{ $focus ->
        [none] {""}
       *[other] {" "}Left: { $left }.
    }
remind-short = { $days ->
        [none] off
       *[other] { $days }, at { $hour }:00
    }
remind =
    <b>Reminders: { $days ->
        [none] off
       *[other] { $days }, at { $hour }:00
    }</b>

    { $days ->
        [none] Choose the days, and I'll remind you to train at { $hour }:00.
       *[other] Without a sound, and once a day at most. If you have trained already, I keep quiet.
    }

    Time zone: { $zone }. Between { $from }:00 and { $to }:00 I don't write.
remind-train = ⏰ You asked to be reminded to train. A call takes about five minutes.
remind-go-on =
    ⏰ You asked to be reminded to train. Your call isn't over: { $person }, { $company }.

    { $n }/{ $max } · clarity { $clarity }%
remind-muted = Reminders are off. You can turn them on again in the settings.
days-all = every day
day-mon = Mon
day-tue = Tue
day-wed = Wed
day-thu = Thu
day-fri = Fri
day-sat = Sat
day-sun = Sun
zone =
    <b>Time zone: { $zone }</b>

    Is it { $time } where you are? If not, choose a city near you.
zone-ask = Write a city, such as "Leeds", or the difference to UTC: "+5".
zone-unknown = I don't know that city. Try the nearest big one, or the difference to UTC, such as "+5".

## Other

unknown-command = There is no such command. Try /train to call a buyer, /case to see who it is, /finish to end, /stats for your training, /help for how it works.
media = I only understand text. Put your question in words { $talking ->
        [yes] — the buyer is on the line.
       *[no] or press “Start training”.
    }
nothing-to-finish = Nothing to finish: you aren't on a call.
no-case = You aren't calling anyone right now.
group-pointer = { $username ->
        [none] Training happens in a private chat with me.
       *[other] Training happens in private: t.me/{ $username }
    }
not-for-sale = Nothing is sold here: training is free. You were not charged.
apology = This message could not be handled. The mistake is ours and we know of it. Try again, or put it differently.
toast-old = That button no longer works.
toast-wrong = There is no such button.
toast-agreed = Right then.
toast-appeal = Noted, thank you: the operator will look at it. It changes nothing in the score.
