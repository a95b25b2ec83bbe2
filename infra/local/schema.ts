/** Tables of the host's SQLite file. `rowid` of an object is its version. */
export const schema = `
  create table if not exists objects (
    version integer primary key autoincrement,
    key text not null,
    latest integer not null,
    bytes integer not null,
    content_type text not null,
    modified integer not null,
    body blob,
    file text
  ) strict;
  create unique index if not exists objects_latest on objects (key) where latest = 1;
  create index if not exists objects_files on objects (file) where file is not null;
  create index if not exists objects_old on objects (key) where latest = 0;

  create table if not exists messages (
    id integer primary key autoincrement,
    queue text not null,
    body text not null,
    visible_at integer not null,
    receives integer not null default 0,
    receipt text
  ) strict;
  create index if not exists messages_due on messages (queue, visible_at, id);
`;
