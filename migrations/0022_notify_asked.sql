-- A person is told by mail that somebody asks them: a part of the self-diagnosis, a vote on threats.
ALTER TABLE notify_notice DROP CONSTRAINT notify_notice_kind_check;
ALTER TABLE notify_notice ADD CONSTRAINT notify_notice_kind_check
  CHECK (kind IN ('task_new', 'task_due_soon', 'task_overdue', 'contradiction', 'safekeeping', 'asked'));
