"""What the help of each command says, for `remind --help`, which need not import them for it.

Made from the commands by scripts/docs.py; change the texts there.
"""

from __future__ import annotations

# fmt: off
# [[[cog
# import json
# from typer.main import get_command
# from reminder_cli.cli.app import COMMANDS, app
# root = get_command(app)
# cog.outl("SUMMARIES = {")
# for name in COMMANDS:
#     cog.outl(f"    {json.dumps(name)}: {json.dumps(root.get_command(None, name).help, ensure_ascii=False)},")
# cog.outl("}")
# ]]]
SUMMARIES = {
    "demo": "An example firm with fourteen invoices, played forward over some months; leaves a ledger to look around in.\n\nExample: remind demo my-demo",
    "init": "Set up the firm: who it is, where debtors pay, who collects, and what was agreed.\n\nExample: remind init --yes --name \"Firman AB\" --org-number 556036-0793 --bankgiro 5536-7742 --collector own --accept-terms",
    "import": "Take in invoices from CSV, Excel, OpenDocument, SIE or JSON files. The same file twice changes nothing.\n\nExamples: remind import invoices.csv; remind import --dry-run year.se --terms-days 30",
    "adopt": "Take over the open cases of another program from a list with the columns number;step;date;fees. The step is reminder or demand, the date the day that letter went out, the fees all that was claimed so far. All rows are taken or none.\n\nExample: remind adopt cases.csv --dry-run",
    "schedule": "Have the computer run tick by itself on the mornings of working days; alone, what is scheduled.\n\nExamples: remind schedule install; remind schedule show; remind schedule remove",
    "companies": "The firms in the data folder: open cases, when tick last ran, and what waits for you. One more is made with --company NAME before init.\n\nExample: remind companies",
    "list": "The invoices with status and sent date, and why one cannot be sent.\n\nExamples: remind list; remind list --eligible; remind list --all --sort customer; remind list --pick",
    "view": "Invoices and cases on the full screen: filter, mark, send, hold, close, explain, and read a letter before it goes. ? shows the keys. Nothing happens before you answer y.\n\nExample: remind view",
    "send": "Send the reminder of each invoice; from then on `remind tick` takes the case on.\n\nExamples: remind send 1042 1043; remind send --overdue --dry-run; remind send --pick; remind send 1042 --adopt demand --sent-on 2026-03-02 --fee 240",
    "status": "How the cases stand: stage, amounts, letters, the next step and its day.\n\nExamples: remind status; remind status 1042; remind status --closed",
    "show": "One invoice: amounts, debtor, case, history and letters.\n\nExample: remind show 1042",
    "explain": "Every amount line by line, with rate, days, base and paragraph, and what comes next.\n\nExamples: remind explain 1042; remind explain 1042 --as-of 2026-03-31",
    "plan": "What `remind tick` would do today: each letter, its amount, why, and why not; or day by day until a day, if nobody pays and nothing is changed.\n\nExamples: remind plan; remind plan --until 2026-12-31; remind tick --plan HASH",
    "tick": "Bring every case up to today and send what is due. For cron, as often as you like.\n\nExamples: remind tick --dry-run; remind tick --quiet; remind tick --payments ~/bank; remind tick --plan 1f0c2a9b3d4e; remind tick --all",
    "pay": "Register that money came in for an invoice; the letters stop by themselves.\n\nExamples: remind pay 1042 12500; remind pay 1042 \"1 063,33\" --on 2026-01-27",
    "payments": "Take in the bank's files, compare with its statement, and say what a payment is for.\n\nExample: remind payments import bgmax.txt",
    "unpay": "Take a payment back that was booked by mistake or returned.\n\nExample: remind unpay 7 --reason returned",
    "credit": "Credit a part of an invoice: its principal is lower from the start. Cancel an open case first.\n\nExample: remind credit 1042 500 --reason \"wrong paint\"",
    "write-off": "Write an invoice off as a confirmed loss: its VAT comes back in proportion, and the case ends.\n\nExample: remind write-off 1042 --reason \"no assets, says Kronofogden\"",
    "cancel": "Close a case: unpaid fees and interest are waived, what was paid stays paid. How much that is, --dry-run tells; on a terminal it is asked first.\n\nExample: remind cancel 1042 --reason \"agreed by phone\"",
    "hold": "Send nothing in a case through a day; it goes on by itself afterwards. With --promise, the story says whether the debtor kept it.\n\nExamples: remind hold 1042 --until 2026-04-30 --reason \"away until May\"; remind hold 1042 --until 2026-04-30 --promise 500 --reason \"called on Monday\"",
    "release": "Lift a hold; the next step comes from the day after.\n\nExample: remind release 1042",
    "dispute": "The debtor objects: no letter and no fee until it has been answered; interest is still counted.\n\nExample: remind dispute 1042 --reason \"says the work was never done\"",
    "resolve": "An objection has been answered: the debtor gets the last letter's term anew, by a letter without fee where it had run out.\n\nExample: remind resolve 1042 --reason \"sent photos\"",
    "instalments": "Make an instalment plan and send it: no interest runs and nothing else is sent while it is kept.\n\nExamples: remind instalments 1042 --months 6 --first 2026-12-30; remind instalments 1042 1043 --amount 500 --first 2026-12-30 --agreed-on 2026-11-24; remind instalments 1042 --show; remind instalments 1042 --break",
    "choose": "After an unpaid inkassokrav: monitoring (a letter each year), kronofogden (says what to do next), or choose, which brings a case back from monitoring.\n\nExamples: remind choose 1042 monitoring; remind choose 1042 1043 kronofogden",
    "kronofogden": "Register what happened at Kronofogden: applied, objected, utslag, enforcement, invoiced (its fee, when it cannot take it from the debtor), report (money it collected), withdrawn. Nothing is sent to Kronofogden.\n\nExamples: remind kronofogden 1042 applied --on 2026-06-16; remind kronofogden 1042 utslag --on 2026-08-15 --interest 350,00; remind kronofogden 1042 report 5600 --on 2026-09-15 --deducted 600; remind kronofogden 1042 invoiced 600 --invoice 7788 --on 2026-11-02",
    "dossier": "Write what Kronofogden or an agent needs: claim, interest table, costs, and the letters as they were sent, in one zip that only you can read.\n\nExample: remind dossier 1042 1042.zip",
    "invoice": "The rest of an invoice's life.\n\nExample: remind invoice set-off 1048 1047",
    "debtor": "Show a debtor with its cases, or register bankruptcy, death, a guardian and the like: all its open cases follow. CUSTOMER is a number, an org.nr or a name that only one has.\n\nExamples: remind debtor 104; remind debtor 104 --bankrupt 2026-03-02; remind debtor 104 --clear bankrupt",
    "customers": "The register of customers, with how many invoices and open cases each has. A personnummer is shown without its last four digits.\n\nExamples: remind customers; remind customers --unsure; remind customers --unsure --kind consumer",
    "erase": "Erase who a customer was, when bookkeeping law no longer asks that it is kept: name, address, numbers, letters and notes. Amounts, days and vouchers stay.\n\nExample: remind erase 104 --dry-run",
    "deliver": "Send the letters that wait: by mail, or to the folder to print from.\n\nExample: remind deliver --limit 50",
    "outbox": "The letters: waiting, sent, failed or uncertain, and what to do about them.\n\nExamples: remind outbox; remind outbox --open",
    "retract": "Take back a letter that has gone out: its fee falls, and a letter says so. If it was the only one of its case, the case ends, and its interest is waived as well.\n\nExample: remind retract 17 --reason \"wrong customer\"",
    "report": "Ageing, stages, solved share, days to pay, fees, VAT, payments and forecast.\n\nExamples: remind report; remind report --xlsx report.xlsx; remind report --as-of 2026-03-31 --from 2026-01-01 --to 2026-03-31",
    "settle": "The partner's settlement of a month: VAT on its fees, commission, outlays, and the voucher.\n\nExamples: remind settle --period 2026-01 --pdf january.pdf; remind settle --period 2026-01 --invoice 4711 --on 2026-02-03",
    "export": "Vouchers for the bookkeeping program: each fact once, as SIE or CSV.\n\nExamples: remind export sie vouchers.si; remind export csv vouchers.csv",
    "terms": "The terms in force with their price list, and what a new version changes.\n\nExample: remind terms",
    "settings": "All settings with their default, value and meaning.\n\nExamples: remind settings; remind settings set grace_days 5",
    "rates": "The reference rates that late interest is counted with (räntelagen 9 §).\n\nExample: remind rates",
    "doctor": "Look for what will hurt soon: missing rates, letters that wait, claims about to be lost.\n\nExample: remind doctor",
    "verify": "Check that the ledger is whole: the file, the sums, and every letter as it was sent.\n\nExample: remind verify",
    "backup": "Copy the ledger with its letters into one new file, also while other commands run. The copy is checked. Keep it on another disk; whoever has it can read all of it.\n\nExample: remind backup remind-2026-01-31.db",
    "restore": "Put a backup in the place of the ledger. The file is checked first; the ledger that was there is kept beside it; and no letter goes out until you have looked at what may have gone out since the backup.\n\nExample: remind restore remind-2026-01-31.db --dry-run",
    "anonymise": "Copy a file with its layout and encoding, but with other names, numbers and amounts, so that you can send it to somebody who can help.\n\nExample: remind anonymise list.csv list-anonymous.csv",
}
# [[[end]]]
# fmt: on
