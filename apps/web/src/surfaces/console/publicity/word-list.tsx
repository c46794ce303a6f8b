import { listSiteWords, putSiteWord, type SiteWord } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { useMay } from '../parts/permissions.tsx'
import { publicityTexts } from './publicity.texts.ts'

const none = [] as const

/** Words the checks look for. */
export function WordList() {
  const texts = useTexts(publicityTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [making, setMaking] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listSiteWords,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  const kinds = Object.entries(texts.wordKinds).map(([value, label]) => ({ value, label }))
  return (
    <>
      <FilterBar query={query} searchBox={box} placeholder={texts.word}>
        {may('services.publish') ? <Button onClick={() => setMaking(true)}>{texts.putWord}</Button> : null}
      </FilterBar>
      <ListTable<SiteWord>
        label={texts.tabs.words}
        read={read}
        query={query}
        rowKey={(each) => each.word}
        searchBox={box}
        empty={{ title: texts.noWords, why: texts.noWordsWhy }}
        columns={[
          { title: texts.word, dataIndex: 'word' },
          { title: texts.wordKind, render: (_, each) => texts.wordKinds[each.kind] },
          { title: texts.instead, render: (_, each) => each.instead ?? '—' },
        ]}
      />
      {making ? (
        <FormDialog<Omit<SiteWord, 'instead'> & { instead?: string }>
          title={texts.putWord}
          first={{ kind: 'wrong-name' }}
          fields={[
            { kind: 'text', name: 'word', label: texts.word, required: true, maxLength: 40 },
            { kind: 'choice', name: 'kind', label: texts.wordKind, required: true, options: kinds },
            { kind: 'text', name: 'instead', label: texts.instead, maxLength: 80 },
          ]}
          act={({ instead, ...word }) =>
            client
              .call(putSiteWord, { body: { ...word, instead: instead ?? null } })
              .finally(() => refresh(listSiteWords))
          }
          onClose={() => setMaking(false)}
        />
      ) : null}
    </>
  )
}
