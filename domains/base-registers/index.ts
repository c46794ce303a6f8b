import { defineDomain, text } from '@civitas/domain-kit'
import { economyTypes } from './economy.ts'
import { governmentTypes } from './government.ts'
import { landTypes } from './land.ts'
import { legalEntityTypes } from './legal-entities.ts'
import { personTypes } from './persons.ts'

/** 基础库: who and what the city’s records are about. Buildings are `city-base.building`, so that there is one register of them. */
export const baseRegisters = defineDomain({
  id: 'base-registers',
  title: text('基础库', 'Base registers'),
  description: text(
    '人口、法人、自然资源和空间地理、宏观经济、政务机构的基础登记与标识。',
    'Persons, legal entities, land, economic series and government bodies, with their national numbers.',
  ),
  icon: 'database',
  systems: ['PLT-046', 'PLT-047', 'PLT-048', 'PLT-049', 'PLT-050', 'PLT-061'],
  entityTypes: [...personTypes, ...legalEntityTypes, ...landTypes, ...economyTypes, ...governmentTypes],
})
