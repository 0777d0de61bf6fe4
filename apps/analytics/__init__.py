"""Analytics: reports that are made, kept with their digest, and given out on paper, as tables and over the API.

Owns: the kinds of report, the report store, schedules. Figures come from the apps below, by sets in SQL; a report is made in one
consistent view of the database, and says the journal entry that it stands at.

    report: asked for > in the making > ready | failed
    report schedule: active > archived

Public acts: ask_report, make_report, ask_due_reports, create_schedule, update_schedule, archive_schedule.
"""
