-- One row per unit and role in the table of contacts (leader: who signs for it; contact: who sends the files): a position, never a
-- person. Source: reference.contacts.
select unit_code, role, position, phone, email from reference.contacts;
