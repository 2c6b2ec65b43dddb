CREATE TABLE players (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  full_name TEXT NOT NULL,
  rating INTEGER,
  team_id INTEGER REFERENCES teams (id) ON DELETE SET NULL
);
CREATE INDEX players_team_id ON players (team_id);
