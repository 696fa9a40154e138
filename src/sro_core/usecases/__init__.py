"""Use cases: load through the desk, decide with pure functions, commit with an audit entry.

By subject:

* attendance: `submissions`, `attendance_review`, `school_hours`, `closures`
* steps and letters: `attendance_steps`, `step_logs`, `family_letters`, `letter_batches`
* referrals: `referral_inbox`, `referring_out`, `officer_referrals`, `contact_referrals`
* the field: `field_work`, `field_checks`, `contact_records`, `sweeping`
* officers and sites: `officer_files`, `site_registry`, `site_imports`, `public_directory`
* assignments and rotations: `staffing`, `staffing_board`, `staffing_review`,
  `rotation_planning`, `rotation_plans`
* safety plans and drills: `safety_plans`, `plan_reading`, `safety_drills`, `drill_reading`,
  `school_facts`, `site_safety`
* activities and incidents: `activity_log`, `activity_overview`, `incident_log`,
  `incident_imports`, `incident_figures`, `incident_records`
* what is due, and reports: `reporting`, `calendar_feeds`, `monthly_sheets`, `report_records`,
  `yearly_reports`
* one student's record, access and the log: `student_records`, `student_filings`,
  `access_control`, `audit_log`
"""
