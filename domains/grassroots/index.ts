import {
  attributes,
  choiceField,
  defineDomain,
  type EntityType,
  integerField,
  text,
  textField,
} from '@civitas/domain-kit'
import { centreCaseTypes, centreDutyItems } from './centre-case.ts'
import { caseTypes, dutyItems, eventTypes } from './disputes.ts'
import { modules } from './modules.ts'
import { placeRegisters } from './place-registers.ts'
import { peopleRegisters } from './registers.ts'
import { riskCaseTypes, riskDutyItems, riskEventTypes } from './risks.ts'

const household: EntityType = {
  id: 'household',
  title: text('住户', 'Household'),
  description: text('一处住所里的人；以楼带房、以户带人。', 'Those who live in one dwelling.'),
  schema: attributes({
    building: textField(text('楼栋', 'Building'), { required: true }),
    room: textField(text('房号', 'Room'), { required: true }),
    head: textField(text('户主', 'Head')),
    phone: textField(text('联系电话', 'Telephone')),
    people: integerField(text('居住人数', 'People'), '{person}', { minimum: 0, maximum: 100 }),
    tenure: choiceField(text('居住性质', 'Tenure'), [
      ['owned', '自住', 'Owned'],
      ['rented', '出租', 'Rented'],
      ['empty', '空置', 'Empty'],
    ]),
    tags: textField(text('标签（以、分隔）', 'Tags')),
  }),
  reference: { description: text('住户编号', 'Number of the household') },
  geometry: 'Point',
  relations: [{ id: 'member', title: text('成员', 'Member'), to: 'base-registers.person' }],
  classification: 3,
  permissions: { read: ['entities.personal'] },
  searchFields: ['building', 'head'],
  listColumns: ['building', 'room', 'people'],
  icon: 'home',
  color: '#8c6bb1',
}

/** 基层治理: what grid workers keep of those who live in their grids. */
export const grassroots = defineDomain({
  id: 'grassroots',
  title: text('基层治理', 'Grassroots'),
  description: text(
    '网格住户登记与走访、综治九大模块台账与社会风险。',
    'Households and visits, the nine modules of comprehensive governance, social risks.',
  ),
  icon: 'home',
  systems: ['GOV-013', 'GOV-014', 'GOV-015', 'GOV-016'],
  entityTypes: [household, ...peopleRegisters, ...placeRegisters],
  modules,
  eventTypes: [...eventTypes, ...riskEventTypes],
  dutyItems: [...dutyItems, ...riskDutyItems, ...centreDutyItems],
  caseTypes: [...caseTypes, ...riskCaseTypes, ...centreCaseTypes],
})
