import type { DatasetField, MaskKind } from '@civitas/contract'
import type { Principal } from '../../../kernel/access.ts'
import { hasPermission } from '../../../kernel/access.ts'
import { ownsData } from '../catalogue/rules.ts'
import type { DatasetRow } from '../catalogue/store.ts'

/** How each column is shown to a caller; a column that is absent does not exist for them. */
export type RowAccess = ReadonlyMap<string, MaskKind>

/** How a column is masked for those who may not see it plain. */
export function maskOf(field: DatasetField): MaskKind {
  const declared = field.mask ?? 'none'
  if (declared !== 'none') return declared
  return field.sensitive || field.suspected ? 'partial' : 'none'
}

/** How a column is shown where it was once agreed to show it: what is suspected since is masked until its owner decides. */
export function agreedMask(field: DatasetField, agreed: MaskKind): MaskKind {
  return agreed === 'none' && field.suspected ? maskOf(field) : agreed
}

/** Every column, masked where it tells of somebody unless the caller may see that. */
export function fullAccess(fields: readonly DatasetField[], plain: boolean): RowAccess {
  return new Map(fields.map((field) => [field.name, plain ? 'none' : maskOf(field)]))
}

/**
 * What somebody sees without a grant: those who answer for the data all columns; everybody else of a shareable dataset the
 * shared columns, masked, as a sample.
 */
export function accessOf(
  principal: Principal,
  dataset: DatasetRow,
): { access: RowAccess; sampleOnly: boolean } {
  if (ownsData(principal, dataset.organisation_id))
    return { access: fullAccess(dataset.fields, hasPermission(principal, 'data.unmask')), sampleOnly: false }
  if (dataset.state !== 'published' || dataset.sharing === 'none')
    return { access: new Map(), sampleOnly: true }
  const shared = dataset.fields.filter((field) => field.isShared && !isSecret(field))
  return { access: fullAccess(shared, false), sampleOnly: true }
}

function isSecret(field: DatasetField): boolean {
  return field.grade === 'important' || field.grade === 'core'
}
