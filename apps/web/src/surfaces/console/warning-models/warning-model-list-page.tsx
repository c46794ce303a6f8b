import { listWarningModels, type WarningModel } from '@civitas/sdk'
import { formatNumber, formatTime, LevelTag, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useRef, useState } from 'react'
import { useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { RowLink } from '../list/row-link.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { Page, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ModelDialog } from './model-dialog.tsx'
import { warningModelsTexts } from './warning-models.texts.ts'

const none = [] as const

/** 预警模型: what watches a series and drafts warnings (PLT-099). */
export function WarningModelListPage() {
  const texts = useTexts(warningModelsTexts)
  const may = useMay()
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isMaking, setMaking] = useState(false)
  const { limit, offset, search } = query
  const read = useRead(
    listWarningModels,
    { query: { limit, offset, search: search || undefined } },
    { keepPrevious: true },
  )
  return (
    <Page
      title={texts.list}
      under={texts.under}
      acts={
        may('events.warn') ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {texts.write}
          </Button>
        ) : null
      }
    >
      <FilterBar query={query} filters={[]} placeholder={texts.search} searchBox={box} />
      <ListTable<WarningModel>
        label={texts.list}
        read={read}
        query={query}
        rowKey={(each) => each.id}
        to={(each) => `/console/warning-models/${each.id}`}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
        columns={[
          {
            title: texts.name,
            render: (_, each) => (
              <>
                <RowLink to={`/console/warning-models/${each.id}`}>{each.settings.name}</RowLink>
                <small>{each.seriesTitle}</small>
              </>
            ),
          },
          { title: texts.kind, render: (_, each) => texts.kinds[each.settings.kind] },
          { title: texts.state, render: (_, each) => <ModelState model={each} /> },
          { ...{ title: texts.hitRate, align: 'right' }, render: (_, each) => percent(each.test?.hitRate) },
          {
            ...{ title: texts.falseAlarmRatio, align: 'right' },
            render: (_, each) => percent(each.test?.falseAlarmRatio),
          },
          {
            title: texts.found,
            render: (_, each) =>
              each.found?.level ? (
                <LevelTag level={each.found.level} />
              ) : (
                (each.found?.note ?? (each.found ? texts.noWarning : '—'))
              ),
          },
          { title: texts.time, render: (_, each) => formatTime(each.runTime) },
        ]}
      />
      {isMaking ? <ModelDialog onClose={() => setMaking(false)} /> : null}
    </Page>
  )
}

export function ModelState({ model }: { model: WarningModel }) {
  const texts = useTexts(warningModelsTexts)
  const tone = model.state === 'active' ? undefined : model.state === 'draft' ? 'loud' : 'over'
  return <StateTag tone={tone}>{texts.states[model.state]}</StateTag>
}

/** A share of 0–1 in per cent; a dash when it is not known. */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined ? '—' : `${formatNumber(share * 100, 1)}%`
}
