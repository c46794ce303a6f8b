import { listProviderRatings, type ProviderRating } from '@civitas/sdk'
import { formatNumber, useTexts } from '@civitas/ui'
import { useRef } from 'react'
import { useRead } from '../../../app/query.ts'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { abilityCareTexts } from './ability-care.texts.ts'

const names = ['tab'] as const

/** 互评: how the users of a unit’s abilities rate them, and which fail their contract (PLT-070). */
export function ProviderRatings() {
  const texts = useTexts(abilityCareTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const page = { limit: query.limit, offset: query.offset }
  const read = useRead(listProviderRatings, { query: page }, { keepPrevious: true })
  return (
    <ListTable<ProviderRating>
      label={texts.mutual}
      read={read}
      query={query}
      rowKey={(each) => each.organisationId}
      searchBox={box}
      empty={{ title: texts.empty, why: texts.why }}
      columns={[
        { title: texts.provider, dataIndex: 'organisationName' },
        { title: texts.abilities, align: 'right', render: (_, each) => formatNumber(each.abilities) },
        { title: texts.rated, align: 'right', render: (_, each) => formatNumber(each.rated) },
        { title: texts.ratings, align: 'right', render: (_, each) => formatNumber(each.ratings) },
        {
          title: texts.mean,
          align: 'right',
          render: (_, each) => (each.stars === null ? texts.none : formatNumber(each.stars, 1)),
        },
        { title: texts.failing, align: 'right', render: (_, each) => formatNumber(each.failing) },
        {
          title: texts.comments,
          render: (_, each) =>
            each.comments.map((one) => (
              <div key={`${one.time} ${one.organisationName}`}>
                {one.abilityTitle} · {one.organisationName} · {one.stars}
                {one.comment ? `：${one.comment}` : ''}
              </div>
            )),
        },
      ]}
    />
  )
}
