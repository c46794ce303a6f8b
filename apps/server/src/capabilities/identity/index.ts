import type { Organisation, User } from '@civitas/contract'
import type { Principal } from '../../kernel/access.ts'
import { defineCapability } from '../../kernel/capability.ts'
import type { Queryable, Transaction } from '../../kernel/db/database.ts'
import { newId } from '../../kernel/ids.ts'
import { type AuditTrail, startAuditTrail } from './audit.ts'
import { createSessions } from './authenticate.ts'
import { closeAudit } from './close-audit.ts'
import { bindConsents, type ConsentUseInput, useConsentOf } from './consents/routes.ts'
import { countTries } from './count-tries.ts'
import { bindDecisions } from './decisions.ts'
import { requireFurtherFactor } from './factors/require-further-factor.ts'
import { bindFactors, type SendCode } from './factors/routes.ts'
import { deleteOldSignIns } from './factors/store.ts'
import { bindFieldRights } from './fields/routes.ts'
import { findHolders, findPeople, type Holders, type PeopleSelector, type Person } from './find-people.ts'
import { createFirstToken } from './first-token.ts'
import { createKeys, type Keys } from './keys/key-register.ts'
import { bindReseal } from './keys/reseal.ts'
import { bindTrust } from './keys/routes.ts'
import { addUser, type UserInput } from './manage-users.ts'
import { bindMovers } from './movers/routes.ts'
import { noteOutside } from './note-outside.ts'
import { insertPost, listActiveTo, type NewPost } from './posts/store.ts'
import { findRole } from './roles.ts'
import { bindRoutes } from './routes.ts'
import { mountScim } from './scim/mount.ts'
import { mountSignOn } from './sign-on/mount.ts'
import { bindSignOn } from './sign-on/routes.ts'
import { deleteExpiredRecords } from './sign-on/store.ts'
import {
  deleteExpiredSessions,
  findUser,
  findUserByAccount,
  insertOrganisations,
  readOrganisations,
} from './store.ts'
import { bindPersons, type CheckRealName } from './subjects/routes.ts'
import { createSubjects, type Subjects } from './subjects/subjects.ts'

export type { PeopleSelector, Person } from './find-people.ts'
export type { Keys, PublishedKey } from './keys/key-register.ts'
export type { KeyVerdict } from './keys/rules.ts'
export { maskPhone } from './rules.ts'
export { ageOn, birthDateOf, maskName, maskNumber, numberFault } from './subjects/rules.ts'
export type { Acting, Subject, Subjects } from './subjects/subjects.ts'

/** What other capabilities may ask of `identity`. */
export interface Identity {
  /** Natural and legal persons, and for whom a caller acts. */
  readonly subjects: Subjects
  /** Keys of the installation: sign, verify, seal, unseal (PLT-114). */
  readonly keys: Keys
  /** Names that devices sign in with are not tried as accounts. */
  leaveNames(isDevice: (name: string) => boolean): void
  findUserName(id: string): Promise<string | null>
  /** The id behind a sign-in name. */
  findUserId(account: string): Promise<string | null>
  /** Those whom a person stands in for just now. */
  listStoodInFor(userId: string): Promise<{ userId: string; name: string }[]>
  /** People to be told or asked, with how they are reached. */
  findPeople(db: Queryable, selector: PeopleSelector): Promise<Person[]>
  /** The people of each of many organisations, or roles for a place, in one statement. */
  findHolders(db: Queryable, wanted: readonly Holders[]): Promise<Person[][]>
  /** Name of an organisation, from memory. */
  findOrganisation(id: string | null): Organisation | undefined
  /** Ids of organisations by name and short name, for files people write. */
  organisationsByName(): ReadonlyMap<string, string>
  importOrganisations(tx: Transaction, rows: Organisation[]): Promise<void>
  /** Reads the organisations anew after an import has committed. */
  reload(): Promise<void>
  /** Gives a user a further post without asking who wants it; for the sample city. */
  importPost(tx: Transaction, userId: string, post: NewPost): Promise<void>
  addDemoUser(input: UserInput): Promise<User>
  roleName(id: string): string
  needsFirstAdministrator(): Promise<boolean>
  /** Who signs in with account and password where there is no HTTP request (MQTT); null when that is nobody. */
  signInOver(account: string, password: string, ip: string): Promise<Principal | null>
  /** Whether a person lets a unit use data for a purpose now (PLT-042); the question is in the trail of that person. */
  useConsent(use: ConsentUseInput): Promise<{ allowed: boolean; reason: string }>
  /** Writes an entry into the audit trail for what an operation alone does not tell. */
  audit: AuditTrail['record']
  /** The one-time token for the first administrator, or null when there is one already. */
  issueFirstToken(): Promise<string | null>
  /** How codes reach a phone; without it nobody is sent one. */
  sendCodesBy(send: SendCode): void
  /** How a name is checked against the register of the population; without it a clerk has to see the document. */
  checkNamesBy(check: CheckRealName): void
  stop(): Promise<void>
}

const column = (table: string, name: string) => ({ table: `identity.${table}`, column: name })

/** Days the list of sign-ins goes back (GB/T 22239-2019 8.1.4.3: six months at least). */
const signInDays = 200

/** 统一身份: users, organisations, roles with data scope, sessions, lock-out, audit trail. */
export const identity = defineCapability({
  name: 'identity',
  needs: [],
  start: async (kernel, _needs: Record<never, never>): Promise<Identity> => {
    const sessions = createSessions(kernel)
    const audit = startAuditTrail(kernel)
    const firstToken = createFirstToken(kernel)
    const keys = createKeys(kernel)
    const subjects = createSubjects(kernel, keys)
    let organisations = new Map<string, Organisation>()
    const reload = async () => {
      organisations = new Map((await readOrganisations(kernel.db)).map((one) => [one.id, one]))
    }
    await reload()
    kernel.http.setAuthenticate(sessions.authenticate)
    const signOn = mountSignOn({ kernel, keys })
    const tries = countTries(kernel)
    const sender: { send?: SendCode; check?: CheckRealName } = {}
    bindRoutes(kernel, { tries, sessions, audit, firstToken, endWith: signOn.endWith })
    bindSignOn({ kernel, keys }, signOn)
    bindFactors({
      ...{ kernel, keys, forgetSessions: sessions.forget, endWith: signOn.endWith },
      sendCode: () => sender.send,
    })
    kernel.http.addGuard(requireFurtherFactor)
    kernel.http.addGuard(noteOutside(audit))
    const movers = bindMovers(kernel, sessions.forget)
    keys.keepsSealed(
      { title: '自然人与法人的证件号码', purpose: 'subject-number', ...column('subject', 'number_sealed') },
      { title: '动态口令密钥', purpose: 'totp', ...column('factor', 'secret') },
      { title: '单点登录应用密钥', purpose: 'sign-on-secret', ...column('client', 'secret_sealed') },
      { title: '单点登录会话与令牌', purpose: 'sign-on', ...column('oidc_record', 'payload') },
    )
    const resealing = bindReseal(kernel, keys, keys.places)
    bindTrust({ kernel, keys, resealing, renewSignOn: signOn.renew })
    bindPersons({
      ...{ kernel, keys, subjects, forgetSessions: sessions.forget, takeTry: tries.take },
      checkRealName: () => sender.check,
    })
    bindDecisions(kernel)
    bindFieldRights(kernel, sessions.forget)
    bindConsents(kernel, subjects)
    mountScim({
      ...{ kernel, signOn, audit },
      onChange: async () => {
        sessions.forget()
        await reload()
      },
    })
    kernel.jobs.every('identity-close-audit', '* * * * *', async () => {
      await closeAudit(kernel)
    })
    kernel.jobs.every('identity-expire-sessions', '17 * * * *', async () => {
      const now = kernel.clock.now()
      await deleteExpiredSessions(kernel.db, now)
      await deleteExpiredRecords(kernel.db, now)
      await deleteOldSignIns(kernel.db, new Date(now.getTime() - signInDays * 86_400_000))
    })
    return {
      subjects,
      keys,
      leaveNames: sessions.leaveNames,
      findUserId: async (account) => (await findUserByAccount(kernel.db, account))?.id ?? null,
      findUserName: async (id) => (await findUser(kernel.db, id))?.name ?? null,
      listStoodInFor: async (userId) =>
        (await listActiveTo(kernel.db, userId, kernel.clock.now())).map((row) => ({
          ...{ userId: row.from_user, name: row.from_name },
        })),
      findPeople,
      findHolders,
      findOrganisation: (id) => (id ? organisations.get(id) : undefined),
      organisationsByName: () =>
        new Map(
          [...organisations.values()].flatMap((one) => [
            [one.shortName, one.id],
            [one.name, one.id],
          ]),
        ),
      importOrganisations: insertOrganisations,
      reload,
      importPost: (tx, userId, post) => insertPost(tx, userId, { id: newId(), ...post }, kernel.clock.now()),
      addDemoUser: (input) => addUser(kernel, { ...input, demo: true }),
      roleName: (id) => findRole(id)?.name ?? id,
      needsFirstAdministrator: firstToken.isNeeded,
      signInOver: sessions.signInOver,
      useConsent: (use) => useConsentOf(kernel, subjects, use),
      audit: audit.record,
      issueFirstToken: firstToken.issue,
      checkNamesBy: (check) => {
        sender.check = check
      },
      sendCodesBy: (send) => {
        sender.send = send
      },
      stop: async () => {
        await movers.stop()
        await resealing.stop()
        await keys.stop()
        await audit.stop()
      },
    }
  },
})
