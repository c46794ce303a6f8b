import type { Principal } from '../../../kernel/access.ts'
import { notFound } from '../../../kernel/problem.ts'
import { type Actor, type CasesParts, note } from '../publish-case.ts'
import { findCaseOfAttachment, savePublicCopy } from './attachments.ts'
import { readEvidence } from './read-evidence.ts'

interface Masked {
  contentType: string
  content: string
  areas: readonly { x: number; y: number; width: number; height: number }[]
}

/** Keeps a copy of a photo with what was marked hidden; the original and its digest stay as they were sealed. */
export async function maskAttachment(
  parts: CasesParts,
  id: string,
  given: Masked,
  by: Principal,
  actor: Actor,
): Promise<{ sm3: string }> {
  const { kernel, ledger } = parts
  const { content, sm3 } = readEvidence({ ...given, fileName: '' })
  return kernel.db.transaction(async (tx) => {
    const found = await findCaseOfAttachment(tx, id, by.scope)
    if (!found) throw notFound('附件', id)
    const { contentType, areas } = given
    await savePublicCopy(tx, { attachmentId: id, contentType, sm3, content, areas }, by, kernel.clock.now())
    const detail = { attachmentId: id, original: found.sm3, copy: sm3, areas }
    note(parts, tx, found.caseId, actor, {
      act: 'photo-masked',
      text: `遮挡 ${areas.length} 处，原图封存`,
      detail,
    })
    const payload = { ...detail, by: by.userId }
    await ledger.append(tx, { kind: 'case-photo-masked', subjectId: found.caseId, payload })
    return { sm3 }
  })
}
