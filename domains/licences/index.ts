import { defineDomain, text } from '@civitas/domain-kit'
import { licenceTypes } from './licence-types.ts'

/** 电子证照目录: forty kinds of licences with their fields, validity and legal basis (PLT-083). */
export const licences = defineDomain({
  id: 'licences',
  title: text('电子证照目录', 'Licence catalogue'),
  description: text(
    '证照类型、数据项、有效期与制发依据，按 GB/T 36902 的目录要素编制。',
    'Kinds of licences with fields, validity and basis, after the elements of GB/T 36902.',
  ),
  icon: 'licence',
  systems: ['PLT-083', 'PLT-084'],
  licenceTypes,
})
