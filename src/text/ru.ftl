# Всё, что бот говорит от себя. Реплики покупателей живут в src/engine/packs.
# В значениях переменных разметки нет: её экранируют до подстановки.

## Кнопки

button-train = Начать тренировку
button-how = Как это работает
button-case = Кейс
button-feedback = Разбор
button-finish = Завершить
button-hint = Подсказка
button-map = Карта
button-moves = Разбор
button-same = Ещё раз с ним
button-new = Новый
button-difficulty-open = Полегче
button-difficulty-guarded = Посложнее
button-difficulty-tough = Трудный
button-no-step = Без предложения
button-go-on = Продолжить
button-fresh = Начать заново
button-other-buyer = Другой покупатель
button-checks = Чек-лист
button-report = К итогу
button-list = К списку
button-newer = ← Новее
button-older = Раньше →
button-transcript = Стенограмма
button-file = Файлом
button-language-ru = Русский
button-language-en = English
button-settings = Настройки
button-set-lang = Язык
button-set-level = Покупатели
button-set-focus = Фокус
button-set-remind = Напоминания
button-set-zone = Часовой пояс
button-focus-none = Без фокуса
button-earlier = Раньше: { $hour }:00
button-later = Позже: { $hour }:00
button-quiet = Тихие часы: { $from }:00–{ $to }:00
button-daily = Каждый день
button-mute = Выключить
button-zone-other = Другой город
button-erase = Удалить мои данные
button-export = Мои данные файлом
button-erase-all = Удалить всё

## Вход

welcome =
    { $name ->
        [none] 👋 <b>Здравствуйте!</b>
       *[other] 👋 <b>{ $name }, здравствуйте!</b>
    }

    Это тренажёр продаж. Вы звоните покупателю и задаёте вопросы, он отвечает — коротко и по делу, как в жизни. Ваша цель — понять, что у него болит, чего это стоит и что ему дало бы решение.

    Звонок — до { $max } вопросов, минут пять.
welcome-back =
    👋 <b>С возвращением!</b> Разговор не закончен: { $person }, { $company }.

    { $n }/{ $max } · ясность { $clarity } %
unfinished =
    Разговор не закончен: { $person }, { $company }.

    { $n }/{ $max } · ясность { $clarity } %
unfinished-silence =
    Вы не говорили больше суток, разговор ещё не закончен: { $person }, { $company }.

    { $n }/{ $max } · ясность { $clarity } %

    Последнее сообщение покупатель не услышал. «Продолжить» напомнит, на чём остановились; напишете ещё раз — ответит сразу.
idle = Сейчас вы ни с кем не говорите. Позвоним кому-нибудь?
lost-session = Этот разговор больше не продолжить: кейсы обновились. Начните новый — прошлые итоги целы.

## Кейс

case =
    📞 <b>{ $person }</b>, { $role }{ $difficulty ->
        [none] {""}
       *[other] {" "}<i>({ $difficulty })</i>
    }

    <b>Из заявки:</b> <i>{ $request }</i>

    <b>Вы продаёте:</b> { $product }
    <b>Умеете:</b> { $can }
    <b>Не ваше:</b> { $cannot }

    У вас { $max ->
        [one] { $max } вопрос
        [few] { $max } вопроса
       *[many] { $max } вопросов
    }. Спрашивайте своими словами.{ $stress ->
        [none] {""}
       *[other] {" "}🎯 В прошлый раз хромало это: { $stress }.
    }

    <b>{ $person }:</b> { $greeting }
case-again =
    Тот же человек, тот же случай: платят только за то, что выйдет лучше.

    📞 <b>{ $person }</b>, { $role }{ $difficulty ->
        [none] {""}
       *[other] {" "}<i>({ $difficulty })</i>
    }

    <b>Из заявки:</b> <i>{ $request }</i>

    <b>Вы продаёте:</b> { $product }
    <b>Умеете:</b> { $can }
    <b>Не ваше:</b> { $cannot }

    У вас { $max ->
        [one] { $max } вопрос
        [few] { $max } вопроса
       *[many] { $max } вопросов
    }. Спрашивайте своими словами.{ $stress ->
        [none] {""}
       *[other] {" "}🎯 В прошлый раз хромало это: { $stress }.
    }

    <b>{ $person }:</b> { $greeting }
case-progress =
    📞 <b>{ $person }</b>, { $role }

    <b>Из заявки:</b> <i>{ $request }</i>

    <b>Вы продаёте:</b> { $product }
    <b>Умеете:</b> { $can }
    <b>Не ваше:</b> { $cannot }

    <i>{ $n }/{ $max } · ясность { $clarity } %</i>
go-on =
    На линии { $person }. Последнее, что вы слышали:

    { $answer }

    <i>{ $n }/{ $max } · ясность { $clarity } %</i>
reply =
    { $head }{ $contextual ->
        [yes] {" "}👂
       *[no] {""}
    }{ $others ->
        [none] {""}
       *[other] {" "}<i>+ { $others }: по одному вопросу за раз</i>
    }{ $leading ->
        [yes] {" "}· <i>наводящий</i>
       *[no] {""}
    }

    { $answer }

    <i>{ $n }/{ $max } · ясность { $clarity } %</i>{ $mood ->
        [wary] {" "}· <i>собеседник насторожен</i>
        [listening] {" "}· <i>собеседник слушает</i>
        [open] {" "}· <i>собеседник открыт</i>
       *[same] {""}
    }{ $reused ->
        [yes] {" "}· <i>так вы уже спрашивали в прошлых звонках: опыт вполовину</i>
       *[no] {""}
    }{ $step ->
        [yes] {" "}· <i>можно предложить следующий шаг</i>
       *[no] {""}
    }

## Ход

head-question = { $emoji } <b>{ $type }</b>
head-question-free = { $emoji } <b>{ $type }</b> · <i>без счёта</i>
head-free = 💬 <i>без счёта</i>
## Разбор последнего хода

feedback-none = Разбирать пока нечего: сначала задайте вопрос.
feedback-old = Разобрать можно только последний ход.
feedback-ended = Разговор окончен. Разбор по ходам — кнопка «Разбор» под итогом.
feedback =
    { $emoji } <b>{ $type }</b>{ $words ->
        [none] {""}
       *[other] {" "}— по словам «{ $words }»
    }
    { $purpose }

    { $verdict }{ $missed ->
        [none] {""}
       *[other] {" "}Перед этим он обронил «{ $missed }» — за это можно было зацепиться.
    }{ $several ->
        [yes] {" "}Вопросов было несколько — он ответил на один.
       *[no] {""}
    }{ $leading ->
        [yes] {" "}Вопрос наводящий: человек соглашается, но своего не говорит.
       *[no] {""}
    }{ $helped ->
        [yes] {" "}Это слова подсказки, очков за них нет.
       *[no] {""}
    }

    <b>Дальше:</b> { $advice }{ $better ->
        [none] {""}
       *[other] {" "}Например, такому покупателю: <i>«{ $better }»</i>
    }

    <i>Тип определён неверно? Нажмите правильный.</i>
feedback-free =
    💬 <b>Ход без счёта</b>

    { $verdict }

    <b>Дальше:</b> { $advice }{ $better ->
        [none] {""}
       *[other] {" "}Например: <i>«{ $better }»</i>
    }

    <i>Это был вопрос? Нажмите какой.</i>
hint =
    💡 <b>Подсказка:</b> { $advice }{ $topic ->
        [none] {""}
       *[other] {" "}Про что: { $topic }.
    }{ $example ->
        [none] {""}
       *[other] {" "}Например: <i>«{ $example }»</i>
    }

    <i>{ $left ->
        [0] Это последняя подсказка в этом звонке.
        [one] Осталась { $left } подсказка.
        [few] Осталось { $left } подсказки.
       *[many] Осталось { $left } подсказок.
    } Слова подсказки открывают, но очков не дают — скажите по-своему.</i>
hint-none = Подсказки в этом звонке кончились. Послушайте, что он говорит, и зацепитесь за слово.
verdict-opened-fact = Вы узнали новый факт.
verdict-opened-problem = Покупатель признал проблему — это шаг вперёд.
verdict-opened-detail = Проблема стала конкретнее: теперь её видно.
verdict-opened-consequence = Открылось последствие: проблема потяжелела.
verdict-opened-need = Покупатель сам сказал, чего хочет. Это и есть цель.
verdict-opened-benefit = Покупатель сам назвал выгоду — её он и повторит начальству.
verdict-repeat = Ничего не открылось: на это он уже отвечал. За повтор он сердится.
verdict-known = Ничего не открылось: ответ был в заявке.
verdict-floating = Ничего не открылось: эту проблему он ещё не признал, последствий у неё для него нет.
verdict-premature = Ничего не открылось: о пользе рано, проблемы пока нет.
verdict-undeveloped = Ничего не открылось: проблема есть, но пока ничего ему не стоит.
verdict-denied = Ничего не открылось: с этим у него и правда порядок.
verdict-exhausted = Ничего не открылось: об этом он рассказал всё.
verdict-unknown = Ничего не открылось: об этом он ничего не знает или вопрос слишком общий.
verdict-pitched = Вы начали предлагать. Пока человек не сказал, чего хочет, предложение вызывает возражения.
verdict-pressed = Вы торопите с решением. Он отвечает сопротивлением.
verdict-courteous = Вежливость к месту, но вопросов она не заменит.
verdict-answered = Вы ответили на его вопрос.
verdict-silent = Вы промолчали.
verdict-unreadable = Покупатель вас не понял.
verdict-meta = Вы обратились не к покупателю. Правила — в /help.
verdict-confirmed = Верное резюме: человек видит, что его слышат.
verdict-untrue = Резюме не совпало с тем, что он говорил.
verdict-elaborated = Он добавил подробность, но нового факта не открыл.
verdict-presupposed = Ничего не открылось: вы спросили о беде так, будто он её уже признал.
verdict-decoy = Ничего не открылось: это его беспокоит, но ваш товар тут не поможет. Ищите то, что вы умеете решать.
verdict-assented = Ничего не открылось: вы подсказали ответ, и он просто согласился. Пусть скажет сам.
verdict-deflected = Он пока не доверяет и уклонился. Спросите ещё раз, спокойнее.
verdict-partly = Резюме верно наполовину: что-то он сказал иначе.
verdict-agreed = Договорились о шаге: покупатель сам что-то сделает, и срок назван.
verdict-asked_when = Покупатель готов, но ждёт даты.
verdict-postponed = Он согласился только подождать: действие за вами, а не за ним. Это ещё не шаг.
verdict-refused = Предлагать шаг рано: он не видит, зачем ему это.
verdict-farewell = Разговор окончен.
advice-problem = спросите, что его не устраивает или где бывают сбои.
advice-detail = уточните: почему так выходит и когда было в последний раз.
advice-consequence = спросите, к чему это приводит и во что обходится.
advice-more = найдите последствие другого рода: деньги, люди, клиенты, риск.
advice-need = спросите, что ему дало бы решение.
advice-benefit = спросите, кому ещё и чем это поможет.
advice-step = предложите следующий шаг: что сделает он и к какому дню.

## Итог

report-title = 🏁 <b>Итог: { $score } из 100</b> · { $outcome }
report-perfect = Все пункты чек-листа пройдены. Так и продают.
report-said = <i>«{ $said }»</i>
report-worked =
    <b>Сработало:</b> { $title }
    «{ $quote }»
report-train =
    <b>Тренируйте:</b> { $what }{ $reason ->
        [none] {" "}— было { $have } из { $need }
       *[other] {" "}— { $reason }
    }{ $example ->
        [none] {""}
       *[other] {"."} Например: «{ $example }»
    }
report-reward =
    +{ $points } XP · уровень { $level }, { $name }
    Значок: { $badge }{ $achievements ->
        [none] {""}
       *[other] {" "}· 🏅 { $achievements }
    }
check-passed =
    ✅ { $title } <b>+{ $weight }</b>
    «{ $quote }»
check-failed = ▫️ { $title }{ $counts ->
        [yes] {" "}— { $have } из { $need }
       *[no] {""}
    }{ $reason ->
        [none] {""}
       *[other] {" "}({ $reason })
    }
reason-too_many = вопросов о фактах слишком много
reason-known = спросили о том, что есть в заявке
reason-waits_for_problems = засчитывается, когда найдены две проблемы
reason-waits_for_need = засчитывается, когда покупатель сказал, чего хочет
reason-pitched = предложили раньше времени
reason-repeat = был повтор
reason-clumsy = были наводящие вопросы или несколько сразу
reason-no_figure = ни одно без цифры
map =
    <b>Карта</b> · проблем { $problems } из { $all_problems }, последствий { $consequences } из { $all_consequences }
map-found = ✅ <b>{ $problem }</b>
map-found-decoy = ✅ <b>{ $problem }</b> <i>(вашим товаром не решить)</i>
map-missed =
    ▫️ <b>{ $problem }</b>
    <i>спросить: «{ $ask }»</i>
map-parts = нашли: { $parts }
map-part-missed = ▫️ { $part } — <i>«{ $ask }»</i>
map-facts = Из фактов не спросили: <i>{ $asks }</i>
map-caption = 🗺 Найдено: проблем { $problems } из { $all_problems }, последствий { $consequences } из { $all_consequences }. Число в рамке — ход, на котором это открылось; пунктиром — что осталось.
picture-map = Карта разговора
picture-found = нашли (и на каком ходу)
picture-missed = не нашли
picture-scores = Итоги последних тренировок
picture-types = Какие вопросы вы задаёте
group-detail = Подробности
group-consequence = Последствия
group-need = Чего хочет
group-benefit = Выгоды
box-need = решение
box-benefit = выгода
map-empty = Пока ничего не найдено: спросите, и карта начнёт заполняться.
map-so-far = <b>Что вы уже знаете</b> · { $n }/{ $max } · ясность { $clarity } %
map-line = <b>{ $part }:</b> { $text }
kind-money = деньги
kind-time = время
kind-people = люди
kind-quality = качество
kind-customers = клиенты
kind-risk = риск
aspect-cause = причина
aspect-often = как часто
aspect-last = последний случай
layer-fact = факт
layer-problem = проблема
layer-detail = подробность
layer-consequence = последствие
layer-need = чего он хочет
layer-benefit = выгода
moves =
    <b>Разбор</b> · ясность { $clarity } % · { $questions ->
        [one] { $questions } вопрос
        [few] { $questions } вопроса
       *[many] { $questions } вопросов
    }
    🔍 { $situational }  ⚠️ { $problem }  💥 { $implication }  ✨ { $need_payoff }  💬 { $other }  👂 { $contextual }
    С этим человеком работает: { $wins }
move = { $turn }. { $emoji }{ $contextual ->
        [yes] {"👂"}
       *[no] {""}
    } «{ $quote }» → { $result }{ $objection ->
        [yes] {" "}❗ вызвало возражение
       *[no] {""}
    }
move-fact = факт
move-problem = проблема
move-detail = подробность
move-consequence = последствие
move-need = желание
move-benefit = выгода
move-opened = открылось
move-elaborated = подробнее о том же
move-repeat = повтор
move-known = было в заявке
move-floating = проблема ещё не признана
move-presupposed = беда не признана
move-premature = рано о пользе
move-undeveloped = проблема ещё не весит
move-decoy = это не решить
move-assented = согласие, не его слова
move-denied = этого у него нет
move-exhausted = всё уже сказано
move-unknown = ответа нет
move-deflected = уклонился
move-pitched = предложение
move-pressed = нажим
move-courteous = вежливость
move-answered = ответ ему
move-silent = молчание
move-unreadable = не понял
move-meta = не покупателю
move-confirmed = верное резюме
move-partly = верно наполовину
move-untrue = такого не говорил
move-agreed = договорились
move-asked_when = спросил о дате
move-postponed = без обязательств
move-refused = рано для шага
move-farewell = прощание
report-empty = Вопросов не было, поэтому в счёт разговор не идёт. Позвоним кому-нибудь ещё?
outcome-order = заказ
outcome-advance = договорились о шаге
outcome-continuation = без обязательств
outcome-no_sale = без продажи
outcome-ended_by_buyer = покупатель положил трубку
report-gone = Этого отчёта больше не показать: кейсы обновились.

checks = <b>Чек-лист</b> · { $score } из 100
checks-focus = <i>Только ваш фокус.{ $left ->
        [0] {" "}Он закончился: дальше снова виден весь список.
        [one] {" "}Ещё { $left } тренировка.
        [few] {" "}Ещё { $left } тренировки.
       *[many] {" "}Ещё { $left } тренировок.
    }</i>
## Статистика

stats-empty = Тренировок пока нет. Первая займёт минут пять.
stats =
    <b>Ваши тренировки</b>

    Пройдено: { $count } · лучший итог { $best } · средний { $average }
    { $questions ->
        [one] { $questions } вопрос
        [few] { $questions } вопроса
       *[many] { $questions } вопросов
    }: 🔍 { $situational }  ⚠️ { $problem }  💥 { $implication }  ✨ { $need_payoff }  💬 { $other }  👂 { $contextual }
    Договорились о шаге или заказе: { $advances }

    { $xp } XP · уровень { $level }, { $name }{ $left ->
        [0] {""}
       *[other] {", до следующего"} { $left }
    }
history =
    <b>История</b> · { $count ->
        [one] { $count } тренировка
        [few] { $count } тренировки
       *[many] { $count } тренировок
    }{ $pages ->
        [1] {""}
       *[other] {" "}· страница { $page } из { $pages }
    }
history-line =
    <b>{ $place }.</b> { $date }{ $who ->
        [none] {""}
       *[other] {" "}· { $who }
    }
    <b>{ $score }</b> из 100 · { $outcome }
history-empty = Истории пока нет: она начнётся с первой тренировки.
date = { $day } { $month ->
        [1] января
        [2] февраля
        [3] марта
        [4] апреля
        [5] мая
        [6] июня
        [7] июля
        [8] августа
        [9] сентября
        [10] октября
        [11] ноября
       *[12] декабря
    } { $year }
transcript = <b>Стенограмма</b> · { $person }, { $company } · { $score } из 100
transcript-greeting = <b>{ $person }:</b> { $answer }
transcript-type = { $emoji } <i>{ $type }</i>{ $contextual ->
        [yes] {" "}👂
       *[no] {""}
    }
transcript-turn =
    { $turn }. { $head }
    <b>Вы:</b> { $question }
    <b>{ $person }:</b> { $answer }
file-caption = Разговор целиком: откроется в любом браузере.
file-you = Вы
file-head = { $date ->
        [none] {""}
       *[other] { $date } ·{" "}
    }{ $role } · { $product }
rank =
    <b>Уровень { $level }: { $name }</b> · { $xp } XP{ $left ->
        [0] {""}
       *[other] {", до следующего"} { $left }
    }
    Дней подряд: { $streak } · достижений { $have } из { $all }
rank-earned = 🏅 <b>{ $name }</b> — { $how }
rank-open = ▫️ { $name } — { $how }
scenario =
    <b>{ $name }</b>

    { $about }

    { $products ->
        [one] { $products } товар или услуга
        [few] { $products } товара и услуги
       *[many] { $products } товаров и услуг
    }, до { $max } вопросов в звонке. Случай каждый раз новый.
difficulty =
    <b>Покупатели: { $name }</b>

    Полегче — охотно говорят о главном. Посложнее — сначала о мелочах, и проблема должна весить больше. Трудные ещё и уклоняются. Опыт за них: ×1, ×1,25 и ×1,5.
difficulty-open = полегче
difficulty-guarded = посложнее
difficulty-tough = трудные
help =
    <b>Как это работает</b>

    Вы пишете покупателю вопросы своими словами. У него есть факты, трудности и причины молчать — открывает он только то, о чём верно спросили.

    { $types }
    👂 вы подхватили его слова

    Тип программа узнаёт верно примерно в 87 случаях из 100 — проверено на людях, у которых она не училась. Сомневается — под ответом две кнопки; ошиблась — поправьте её в «Разборе».

    Приветствие и короткий ответ не считаются. После { $max } вопросов он спросит, что дальше: предложите шаг, который сделает он, и назовите день. Подсказок на звонок — { $hints }.

    <b>Чек-лист, 100 баллов</b>
    { $checks }

    <b>Команды</b>
    { $commands }
help-type = { $emoji } <b>{ $type }</b> — «{ $example }»

## Страницы

help-check = { $title } — { $weight }
help-command = /{ $name } — { $what }
command-train = позвонить покупателю
command-finish = закончить разговор, получить итог
command-feedback = разбор последнего хода
command-case = кому вы звоните
command-hint = подсказка, три на звонок
command-map = что вы уже узнали
command-rank = уровень и достижения
command-history = прошедшие тренировки
command-scenario = что тренируем
command-settings = язык, сложность, фокус, напоминания
command-stats = ваши тренировки
command-language = язык
command-help = как это работает
command-about = о боте
command-privacy = что хранится
command-delete_me = удалить мои данные
command-export_me = все ваши данные файлом
command-terms = условия
profile-name = SPIN-тренажёр
profile-short = Тренажёр продаж: вы задаёте вопросы, бот играет покупателя и разбирает каждый ваш ход.
profile-description =
    Потренируйтесь в звонках, прежде чем звонить по-настоящему.

    Бот играет покупателя со своими трудностями, цифрами и характером. Спрашивайте своими словами: он отвечает на то, о чём спросили. Каждый вопрос разобран: какого он типа и что открыл. В конце — открытая оценка с вашими же словами и один совет на следующий раз.

    Звонок занимает минут пять. Нажмите «Старт».
about =
    <b>spinbot { $version }</b>

    Тренажёр вопросов в продажах по методу SPIN. Покупатель — модель: у него свои факты, трудности и характер, и отвечает он только из них. Компании и люди вымышлены.
privacy =
    <b>Что хранится и зачем</b>

    Ваши id, имя и @имя в Telegram, язык, часовой пояс и другие настройки — чтобы говорить с вами, как вы просили. Ваши реплики и ответы покупателя — чтобы вести разговор и показывать разбор. Итоги тренировок, опыт и достижения — чтобы видеть ваш рост. Ваши замечания к типам вопросов видит оператор.

    Забрать всё файлом: /export_me. Удалить всё можно в любой момент: /delete_me. Останутся две вещи. Платежи, если они были, — пока они нужны для возврата или по закону. И отпечаток вашего id под секретным ключом: узнать по нему вас нельзя, он нужен, чтобы подарок за знакомство не выдавался дважды.
exported = Всё, что о вас хранится: это файл JSON, его откроет любой текстовый редактор.
erase =
    <b>Удалить всё?</b>

    Исчезнут ваше имя и настройки, все разговоры, итоги, опыт и достижения — сразу и насовсем. Вернуть их будет нельзя. Останутся только платежи, если они были, и отпечаток id без имени: см. /privacy.
erased = Всё удалено. Если захотите начать заново, просто напишите.
terms =
    <b>Условия</b>

    Это учебный тренажёр. Покупатели и компании вымышлены, совпадения случайны. Оценка — мнение программы по открытым правилам из /help. Не пишите сюда того, что нельзя показывать посторонним.
contact = Связь с тем, кто держит бота: { $contact }
language = Язык: <b>русский</b>. Поменять?
language-set = Теперь говорим по-русски.
language-set-running = Теперь говорим по-русски. Нынешний покупатель договорит по-английски, следующий будет говорить по-русски.

## Настройки

settings =
    <b>Настройки</b>

    Язык: русский
    Покупатели: { $level }
    Фокус: { $focus ->
        [none] нет
       *[other] { $focus } (ещё { $left ->
            [one] { $left } тренировка
            [few] { $left } тренировки
           *[many] { $left } тренировок
        })
    }
    Напоминания: { $reminders }
    Часовой пояс: { $zone }
focus =
    <b>Фокус: { $focus ->
        [none] нет
       *[other] { $focus }
    }</b>

    Выберите одно умение. { $trainings ->
        [one] { $trainings } тренировку
        [few] { $trainings } тренировки
       *[many] { $trainings } тренировок
    } подряд чек-лист покажет только его, потом фокус закончится сам.{ $focus ->
        [none] {""}
       *[other] {" "}Осталось: { $left }.
    }
remind-short = { $days ->
        [none] выключены
       *[other] { $days }, в { $hour }:00
    }
remind =
    <b>Напоминания: { $days ->
        [none] выключены
       *[other] { $days }, в { $hour }:00
    }</b>

    { $days ->
        [none] Выберите дни, и я напомню о тренировке в { $hour }:00.
       *[other] Без звука и не чаще раза в день. Если вы уже тренировались, промолчу.
    }

    Часовой пояс: { $zone }. С { $from }:00 до { $to }:00 не пишу.
remind-train = ⏰ Вы просили напомнить о тренировке. Один звонок — минут пять.
remind-go-on =
    ⏰ Вы просили напомнить о тренировке. Разговор не закончен: { $person }, { $company }.

    { $n }/{ $max } · ясность { $clarity } %
remind-muted = Напоминания выключены. Включить снова можно в настройках.
days-all = каждый день
day-mon = пн
day-tue = вт
day-wed = ср
day-thu = чт
day-fri = пт
day-sat = сб
day-sun = вс
zone =
    <b>Часовой пояс: { $zone }</b>

    У вас сейчас { $time }? Если нет, выберите город по соседству.
zone-ask = Напишите город, например «Пермь», или разницу с UTC: «+5».
zone-unknown = Такого города не знаю. Попробуйте ближайший большой город или разницу с UTC, например «+5».

## Прочее

unknown-command = Такой команды нет. Есть /train — позвонить покупателю, /case — кому вы звоните, /finish — закончить, /stats — ваши тренировки, /help — как это работает.
media = Понимаю только текст. Напишите вопрос словами — { $talking ->
        [yes] покупатель на линии.
       *[no] или нажмите «Начать тренировку».
    }
nothing-to-finish = Завершать нечего: разговора нет.
no-case = Сейчас вы никому не звоните.
group-pointer = { $username ->
        [none] Тренировки — в личном чате со мной.
       *[other] Тренировки — в личном чате: t.me/{ $username }
    }
not-for-sale = Здесь ничего не продаётся: тренировки бесплатны. Деньги не списаны.
apology = Не получилось обработать это сообщение: ошибка у нас, мы о ней знаем. Попробуйте ещё раз или напишите иначе.
toast-old = Эта кнопка уже не действует.
toast-wrong = Такой кнопки нет.
toast-agreed = Значит, верно.
toast-appeal = Записано, спасибо: оператор посмотрит. На счёт это не влияет.
