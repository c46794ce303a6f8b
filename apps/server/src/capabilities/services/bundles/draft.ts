import type { addBundleFile, OperationInput } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { sm3 } from '../../../kernel/crypto.ts'
import type { Transaction } from '../../../kernel/db/database.ts'
import { newId } from '../../../kernel/ids.ts'
import { conflict, invalid, notFound } from '../../../kernel/problem.ts'
import { readUpload } from '../applications/start.ts'
import { insertFile } from '../applications/store.ts'
import type { ServicesParts } from '../services-parts.ts'
import { requireOwnBundle } from './access.ts'
import { getResolved, type Resolved } from './resolve.ts'
import { mergeFields, mergeMaterials, mergeQuestions } from './rules.ts'
import * as store from './store.ts'

type File = OperationInput<typeof addBundleFile>['body']

/** A bundle while it is being changed. */
export interface Held {
  row: store.BundleRow
  resolved: Resolved
  tx: Transaction
  now: Date
}

/** Changes a bundle of the caller under its lock. */
export async function changeBundle(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  change: (held: Held) => Promise<void> | void,
): Promise<void> {
  await requireOwnBundle(parts, principal, id)
  const now = parts.kernel.clock.now()
  await parts.kernel.db.transaction(async (tx) => {
    const row = await store.findBundle(tx, id, { lock: true })
    if (!row) throw notFound('一件事', id)
    await change({ row, tx, now, resolved: await getResolved(parts, row.bundle_id) })
    await store.updateBundle(tx, row, now)
  })
}

/** Keeps what the applicant says; values the platform filled in stay as they are. */
export function keepDraft(
  row: store.BundleRow,
  { declared, members }: Resolved,
  given: { answers?: Record<string, unknown>; form?: Record<string, unknown> },
): void {
  const questions = new Set(mergeQuestions(declared, members).map((one) => one.id))
  if (given.answers && row.submitted_time) throw conflict('wrong-state', '提交后不能再改变情形。')
  const fields = new Set(
    mergeFields(members, declared.applicants)
      .map((one) => one.name)
      .filter((name) => !(name in row.sources)),
  )
  const pick = (values: Record<string, unknown> = {}, names: ReadonlySet<string>) =>
    Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)))
  row.answers = { ...row.answers, ...pick(given.answers, questions) }
  row.form = { ...row.form, ...pick(given.form, fields) }
}

/** Keeps an uploaded paper for every member that asks for it. */
export async function addFile(
  parts: ServicesParts,
  principal: Principal,
  id: string,
  file: File,
): Promise<void> {
  const bytes = readUpload(file)
  await changeBundle(parts, principal, id, async ({ row, resolved, tx, now }) => {
    if (!mergeMaterials(resolved.members).some((one) => one.material === file.material))
      throw invalid('/body/material', '这件事没有这份材料')
    const fileId = newId()
    await insertFile(
      tx,
      {
        ...{
          id: fileId,
          applicationId: null,
          bundleId: id,
          subject_id: row.subject_id,
          material: file.material,
        },
        ...{ name: file.name, content_type: file.contentType, content: bytes, digest: sm3(bytes) },
      },
      now,
    )
    row.held = { ...row.held, [file.material]: { by: 'upload', reference: file.name, fileId } }
  })
}
