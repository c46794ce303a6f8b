import type { Adapter, AdapterPayload } from 'oidc-provider'
import { hashSecret } from '../../../kernel/crypto.ts'
import { sql } from '../../../kernel/db/sql.ts'
import type { Kernel } from '../../../kernel/kernel.ts'
import type { Keys } from '../keys/key-register.ts'
import { type ClientRow, findClientByName } from './store.ts'

interface RecordRow {
  payload: string
  consumed_time: Date | null
}

/**
 * Where the sign-on service keeps its sessions, grants, codes and tokens: the database of the platform. A token is found by
 * its SM3 hash and its content is sealed, so that a dump of the database signs nobody on.
 */
export function createRecords(kernel: Kernel, keys: Keys) {
  const { db, clock } = kernel
  const open = async (row: RecordRow | undefined): Promise<AdapterPayload | undefined> => {
    if (!row) return undefined
    const payload = JSON.parse(await keys.unseal(row.payload)) as AdapterPayload
    return row.consumed_time
      ? { ...payload, consumed: Math.floor(row.consumed_time.getTime() / 1000) }
      : payload
  }
  return (kind: string): Adapter => ({
    upsert: async (id, payload, expiresIn) => {
      const sealed = await keys.seal('sign-on', JSON.stringify(payload))
      const end = expiresIn ? new Date(clock.now().getTime() + expiresIn * 1000) : null
      await db.query(sql`INSERT INTO identity.oidc_record (kind, id_hash, payload, grant_id, uid, user_code, expires_time)
        VALUES (${kind}, ${hashSecret(id)}, ${sealed}, ${payload.grantId ?? null}, ${payload.uid ?? null},
          ${payload.userCode ?? null}, ${end})
        ON CONFLICT (kind, id_hash) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
          uid = excluded.uid, expires_time = excluded.expires_time`)
    },
    find: async (id) => {
      if (kind === 'Client') {
        const row = await findClientByName(db, id)
        return row && toMetadata(keys, row)
      }
      const now = clock.now()
      return open(
        await db.first<RecordRow>(sql`SELECT payload, consumed_time FROM identity.oidc_record
          WHERE kind = ${kind} AND id_hash = ${hashSecret(id)} AND (expires_time IS NULL OR expires_time > ${now})`),
      )
    },
    findByUid: async (uid) =>
      open(
        await db.first<RecordRow>(sql`SELECT payload, consumed_time FROM identity.oidc_record
          WHERE kind = ${kind} AND uid = ${uid} AND (expires_time IS NULL OR expires_time > ${clock.now()})`),
      ),
    findByUserCode: async (code) =>
      open(
        await db.first<RecordRow>(sql`SELECT payload, consumed_time FROM identity.oidc_record
          WHERE kind = ${kind} AND user_code = ${code} AND expires_time > ${clock.now()}`),
      ),
    consume: async (id) => {
      await db.query(sql`UPDATE identity.oidc_record SET consumed_time = ${clock.now()}
        WHERE kind = ${kind} AND id_hash = ${hashSecret(id)}`)
    },
    destroy: async (id) => {
      await db.query(
        sql`DELETE FROM identity.oidc_record WHERE kind = ${kind} AND id_hash = ${hashSecret(id)}`,
      )
    },
    revokeByGrantId: async (grantId) => {
      await db.query(sql`DELETE FROM identity.oidc_record WHERE grant_id = ${grantId}`)
    },
  })
}

const grantTypes: Record<ClientRow['kind'], string[]> = {
  web: ['authorization_code', 'refresh_token'],
  public: ['authorization_code', 'refresh_token'],
  device: ['urn:ietf:params:oauth:grant-type:device_code', 'refresh_token'],
  service: ['client_credentials'],
}

/** A registered client in the words of OpenID Connect Dynamic Client Registration 1.0. */
async function toMetadata(keys: Keys, row: ClientRow): Promise<AdapterPayload> {
  const hasSecret = row.secret_sealed !== null
  const usesCode = row.kind === 'web' || row.kind === 'public'
  return {
    client_id: row.client_id,
    client_name: row.name,
    ...(hasSecret ? { client_secret: await keys.unseal(row.secret_sealed as string) } : {}),
    token_endpoint_auth_method: hasSecret ? 'client_secret_basic' : 'none',
    redirect_uris: row.redirect_uris,
    post_logout_redirect_uris: row.logout_uris,
    ...(row.backchannel_uri
      ? { backchannel_logout_uri: row.backchannel_uri, backchannel_logout_session_required: true }
      : {}),
    grant_types: grantTypes[row.kind],
    response_types: usesCode ? ['code'] : [],
    scope: ['openid', ...row.scopes].join(' '),
    // Two systems cannot compare whom they know; one without an address of its own has nothing to tell it apart by.
    subject_type: usesCode ? 'pairwise' : 'public',
    // So that the level reached stands in every id token.
    default_acr_values: [String(row.level)],
    civitas_level: row.level,
    civitas_consent: row.consent,
  } as AdapterPayload
}
