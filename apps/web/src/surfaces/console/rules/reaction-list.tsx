import { decideReaction, listReactions, type Reaction } from '@civitas/sdk'
import { formatTime, useTexts } from '@civitas/ui'
import { Button, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import styles from './rules.module.css'
import { rulesTexts } from './rules.texts.ts'

const names = ['state'] as const
type Decision = { reaction: Reaction; agree: boolean }

/** What rules set in motion; those waiting for a person are decided here. */
export function ReactionList({ ruleId }: { ruleId?: string }) {
  const texts = useTexts(rulesTexts)
  const query = useListQuery(names)
  const box = useRef<HTMLDivElement>(null)
  const [deciding, setDeciding] = useState<Decision | null>(null)
  const read = useRead(
    listReactions,
    { query: { ruleId, state: query.filters.state, limit: query.limit, offset: query.offset } },
    { keepPrevious: true, everyMs: 5_000 },
  )
  return (
    <>
      <FilterBar
        query={query}
        searchBox={box}
        noSearch
        filters={[
          {
            name: 'state',
            label: texts.columns.state,
            options: Object.entries(texts.reactionStates).map(([value, label]) => ({ value, label })),
          },
        ]}
      />
      <ListTable
        label={texts.tabs.reactions}
        read={read}
        query={query}
        columns={useColumns(setDeciding)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.noReactionRows, why: texts.noReactionRowsWhy }}
      />
      {deciding ? (
        <ActDialog
          title={deciding.agree ? texts.agree : texts.refuse}
          why={deciding.agree ? texts.agreeWhy : texts.refuseWhy}
          danger={!deciding.agree}
          comment="optional"
          act={async (reason) => {
            const { reaction, agree } = deciding
            await client.call(decideReaction, {
              params: { id: reaction.id },
              body: { agree, ...(reason ? { reason } : {}) },
            })
            refresh(listReactions)
          }}
          onClose={() => setDeciding(null)}
        />
      ) : null}
    </>
  )
}

const tones = {
  waiting: 'loud',
  queued: 'loud',
  done: undefined,
  failed: 'bad',
  suppressed: 'over',
  refused: 'over',
} as const

function useColumns(onDecide: (decision: Decision) => void): TableColumnsType<Reaction> {
  const texts = useTexts(rulesTexts)
  const shell = useTexts(consoleTexts)
  const may = useMay()
  const { reactionColumns: columns } = texts
  return [
    { title: columns.time, key: 'time', render: (_, each) => formatTime(each.createdTime) },
    {
      title: columns.device,
      key: 'device',
      render: (_, each) => <Link to={`/console/devices/${each.thingId}`}>{each.thingName}</Link>,
    },
    {
      title: columns.what,
      key: 'what',
      render: (_, { reaction }) => (
        <>
          {texts.reactionKinds[reaction.kind]}{' '}
          <span className="code">{reaction.kind === 'command' ? reaction.command : reaction.url}</span>
        </>
      ),
    },
    {
      title: columns.state,
      key: 'state',
      render: (_, each) => <StateTag tone={tones[each.state]}>{texts.reactionStates[each.state]}</StateTag>,
    },
    { title: columns.attempts, key: 'attempts', align: 'right', render: (_, each) => each.attempts },
    {
      title: columns.detail,
      key: 'detail',
      ellipsis: true,
      width: 240,
      render: (_, each) => each.detail ?? '—',
    },
    { title: columns.decided, key: 'decided', render: (_, each) => each.decidedBy ?? '—' },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      render: (_, each) =>
        each.state === 'waiting' && may('sensing.control') ? (
          <span className={styles.words}>
            <Button size="small" type="primary" onClick={() => onDecide({ reaction: each, agree: true })}>
              {texts.agree}
            </Button>
            <Button size="small" onClick={() => onDecide({ reaction: each, agree: false })}>
              {texts.refuse}
            </Button>
          </span>
        ) : null,
    },
  ]
}
