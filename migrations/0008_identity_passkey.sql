-- Passkeys (WebAuthn) of people. Accounts are global, so are these.

CREATE TABLE identity_passkey (
  account_id uuid NOT NULL REFERENCES identity_account,
  passkey_id uuid NOT NULL,
  -- Chosen by the authenticator, at most 1023 bytes (WebAuthn Level 3 §4, "Credential ID").
  credential_id bytea NOT NULL UNIQUE CHECK (octet_length(credential_id) BETWEEN 1 AND 1023),
  -- COSE key: public, hence not sealed.
  public_key bytea NOT NULL,
  -- The name of the site it was made for; it opens no other.
  rp_id text NOT NULL,
  -- Uses as the authenticator counts them; 0 when it does not count.
  counter bigint NOT NULL,
  multi_device boolean NOT NULL,
  backed_up boolean NOT NULL,
  transports text[] NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL,
  last_used_at timestamptz,
  PRIMARY KEY (account_id, passkey_id)
);
GRANT SELECT, INSERT, UPDATE, DELETE ON identity_passkey TO {{app_role}};

-- Challenges that were answered: each counts once. Those that nobody answered are kept nowhere.
CREATE TABLE identity_passkey_answered (
  challenge_hash bytea PRIMARY KEY CHECK (octet_length(challenge_hash) = 32),
  expires_at timestamptz NOT NULL
);
CREATE INDEX identity_passkey_answered_by_expiry ON identity_passkey_answered (expires_at);
GRANT SELECT, INSERT, DELETE ON identity_passkey_answered TO {{app_role}};

ALTER TABLE identity_sign_in DROP CONSTRAINT identity_sign_in_outcome_check;
ALTER TABLE identity_sign_in ADD CONSTRAINT identity_sign_in_outcome_check
  CHECK (outcome IN ('signed_in', 'wrong_password', 'wrong_code', 'password_reset', 'passkey_refused'));
