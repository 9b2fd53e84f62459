-- A firm that has worked for years, in statements that both databases understand. {n} is the number of interactions;
-- {numbers} names the numbers from 1 to its argument, one in each row, as n(i). Times lie in the past.

INSERT INTO accounts (id, name, name_folded, created_at, updated_at)
SELECT i, 'Công ty ' || i, 'cong ty ' || i, '2024-01-05 01:00:00.000000', '2024-01-05 01:00:00.000000' FROM {numbers:n/50};

INSERT INTO account_domains (account_id, domain)
SELECT i, 'firm' || i || '.example' FROM {numbers:n/50};

INSERT INTO contacts (id, name, name_folded, account_id, created_at, updated_at)
SELECT i, 'Khách ' || i, 'khach ' || i, 1 + (i - 1) % ({n} / 50), '2024-01-05 01:00:00.000000', '2024-01-05 01:00:00.000000' FROM {numbers:n/5};

INSERT INTO contact_points (owner_kind, owner_id, kind, value, shown, is_verified, is_primary, created_at)
SELECT 'contact', i, 'email', 'khach' || i || '@old.example', 'khach' || i || '@old.example', FALSE, TRUE, '2024-01-05 01:00:00.000000' FROM {numbers:n/5};

INSERT INTO tickets (id, subject, contact_id, account_id, status, channel_account, mailbox, created_at, updated_at, closed_at)
SELECT i, 'Máy in số ' || i, 1 + (i - 1) % ({n} / 5), 1 + (i - 1) % ({n} / 50), 'closed', 'support@crm.example', 'support@crm.example',
       '2024-01-05 01:00:00.000000', '2024-01-05 01:00:00.000000', '2024-01-06 01:00:00.000000'
FROM {numbers:n/4};

UPDATE tickets SET status = 'open', closed_at = NULL WHERE id % 50 = 0;

INSERT INTO ticket_participants (ticket_id, kind, value, name, role, state, contact_id, created_at)
SELECT i, 'email', 'khach' || (1 + (i - 1) % ({n} / 5)) || '@old.example', 'Khách', 'requester', 'accepted', 1 + (i - 1) % ({n} / 5), '2024-01-05 01:00:00.000000'
FROM {numbers:n/4};

INSERT INTO inbox_items (id, channel, account, external_id, raw_sha256, size, envelope, group_key, received_at, state, outcome, next_try_at, interaction_id, done_at)
SELECT i, 'email', 'imap:old', 'old-' || i, 'ffff' || i, 7000, '{{}}', 'old' || (i / 4), '2024-01-05 01:00:00.000000', 'done', 'ticket_reply',
       '2024-01-05 01:00:00.000000', i, '2024-01-05 01:00:01.000000'
FROM {numbers:n};

INSERT INTO outbox_items (id, key, kind, channel, subject, recipient, occasion, payload, recipients, message_id, state, next_try_at, created_at, updated_at, sent_at)
SELECT i, 'old' || i, 'acknowledgement', 'email', 'T-' || i, 'khach' || (1 + (i - 1) % ({n} / 5)) || '@old.example', 'ack:' || i, '{{}}', '[]', 'out' || i || '@crm.example',
       'sent', '2024-01-05 01:00:00.000000', '2024-01-05 01:00:00.000000', '2024-01-05 01:00:00.000000', '2024-01-05 01:00:02.000000'
FROM {numbers:n/4};

INSERT INTO interactions (id, medium, direction, channel_account, sender_name, sender_address, recipients, subject, text, raw_sha256, inbox_id, message_id, contact_id, notes, occurred_at, created_at)
SELECT i, 'email', 'in', 'support@crm.example', 'Khách', 'khach' || (1 + (i - 1) % ({n} / 5)) || '@old.example', '["support@crm.example"]', 'Máy in số ' || (1 + i / 4),
       'Từ sáng nay máy in ở quầy ' || i || ' không in được hóa đơn và báo lỗi E' || (i % 99) || '. Bên em đã khởi động lại hai lần nhưng vẫn bị như vậy, nhờ anh chị kiểm tra giúp.',
       'ffff' || i, i, 'old' || i || '@old.example', 1 + (i - 1) % ({n} / 5), '[]', '2024-01-05 01:00:00.000000', '2024-01-05 01:00:00.000000'
FROM {numbers:n};

INSERT INTO interaction_links (interaction_id, record_kind, record_id, proof, is_guess, reason, reason_values, created_at)
SELECT i, 'ticket', 1 + (i - 1) % ({n} / 4), 'thread', FALSE, 'answers a mail of this thread', '{{}}', '2024-01-05 01:00:00.000000' FROM {numbers:n};

INSERT INTO message_ids (interaction_id, channel_account, value, is_ours)
SELECT i, 'support@crm.example', 'old' || i || '@old.example', FALSE FROM {numbers:n};

INSERT INTO audit_entries (at, actor_kind, origin, action, record_kind, record_id, before, after)
SELECT '2024-01-05 01:00:00.000000', 'system', 'system', 'acknowledge', 'ticket', i, '{{}}', '{{}}' FROM {numbers:n/4};
