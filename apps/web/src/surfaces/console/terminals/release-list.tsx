import {
  createTerminalRelease,
  listTerminalReleases,
  type OperationInput,
  type OperationOutput,
  steerTerminalRelease,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Progress, type TableColumnsType } from 'antd'
import { useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import styles from '../devices/devices.module.css'
import { FilterBar } from '../list/filter-bar.tsx'
import { ListTable } from '../list/list-table.tsx'
import { useListQuery } from '../list/use-list-query.ts'
import { ActDialog } from '../parts/act-dialog.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { StateTag } from '../parts/page.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { terminalsTexts } from './terminals.texts.ts'

type Release = OperationOutput<typeof listTerminalReleases>['items'][number]
type Step = OperationInput<typeof steerTerminalRelease>['body']['step']
interface Steering {
  release: Release
  step: Step
}

const none: string[] = []

/** Versions of terminal applications on their way from ring to ring. */
export function ReleaseList() {
  const { releases: texts, tabs } = useTexts(terminalsTexts)
  const query = useListQuery(none)
  const box = useRef<HTMLDivElement>(null)
  const [isPublishing, setPublishing] = useState(false)
  const [steering, setSteering] = useState<Steering | null>(null)
  const read = useRead(
    listTerminalReleases,
    { query: { limit: query.limit, offset: query.offset, search: query.search || undefined } },
    { keepPrevious: true, everyMs: 10_000 },
  )
  return (
    <>
      <FilterBar query={query} searchBox={box}>
        <Button type="primary" onClick={() => setPublishing(true)}>
          {texts.publish}
        </Button>
      </FilterBar>
      <ListTable
        label={tabs.releases}
        read={read}
        query={query}
        columns={useColumns(setSteering)}
        rowKey={(each) => each.id}
        searchBox={box}
        empty={{ title: texts.empty, why: texts.emptyWhy }}
      />
      {isPublishing ? <PublishDialog onClose={() => setPublishing(false)} /> : null}
      {steering ? (
        <ActDialog
          title={`${texts.steps[steering.step]} ${steering.release.app} ${steering.release.version}`}
          why={texts.stepWhy[steering.step]}
          danger={steering.step === 'roll-back'}
          comment="required"
          act={async (reason) => {
            const { release, step } = steering
            await client.call(steerTerminalRelease, { params: { id: release.id }, body: { step, reason } })
            refresh(listTerminalReleases)
          }}
          onClose={() => setSteering(null)}
        />
      ) : null}
    </>
  )
}

function stepsOf({ ring, state }: Release): Step[] {
  if (state === 'rolled-back') return []
  if (state === 'paused') return ['resume', 'roll-back']
  return ring === 'all' ? ['pause', 'roll-back'] : ['advance', 'pause', 'roll-back']
}

function useColumns(onSteer: (steering: Steering) => void): TableColumnsType<Release> {
  const all = useTexts(terminalsTexts)
  const shell = useTexts(consoleTexts)
  const { releases: texts } = all
  return [
    {
      title: texts.app,
      key: 'app',
      render: (_, each) => (
        <>
          {each.app} <span className="code">{each.version}</span>
        </>
      ),
    },
    { title: texts.ring, key: 'ring', render: (_, each) => texts.rings[each.ring] },
    {
      title: all.state,
      key: 'state',
      render: (_, each) => (
        <StateTag tone={each.state === 'paused' ? 'loud' : each.state === 'rolled-back' ? 'over' : undefined}>
          {texts.states[each.state]}
        </StateTag>
      ),
    },
    {
      title: texts.installed,
      key: 'installed',
      width: 200,
      render: (_, each) => (
        <Progress
          percent={each.targeted === 0 ? 0 : Math.round((100 * each.installed) / each.targeted)}
          size="small"
          aria-label={texts.installed}
          format={() => `${formatNumber(each.installed)} / ${formatNumber(each.targeted)}`}
        />
      ),
    },
    {
      title: texts.created,
      key: 'created',
      render: (_, each) => (
        <>
          {each.createdBy} <small>{formatTime(each.createdTime)}</small>
        </>
      ),
    },
    {
      title: <span className="only-read">{shell.actions}</span>,
      key: 'acts',
      fixed: 'right',
      render: (_, release) => (
        <span className={styles.row}>
          {stepsOf(release).map((step) => (
            <Button
              key={step}
              size="small"
              danger={step === 'roll-back'}
              onClick={() => onSteer({ release, step })}
            >
              {texts.steps[step]}
            </Button>
          ))}
        </span>
      ),
    },
  ]
}

function PublishDialog({ onClose }: { onClose: () => void }) {
  const { releases: texts } = useTexts(terminalsTexts)
  return (
    <FormDialog<OperationInput<typeof createTerminalRelease>['body']>
      title={texts.publish}
      why={texts.why}
      fields={[
        { name: 'app', label: texts.app, kind: 'text', required: true, maxLength: 100 },
        { name: 'version', label: texts.version, kind: 'code', required: true, maxLength: 100 },
        {
          name: 'url',
          label: texts.url,
          kind: 'code',
          required: true,
          maxLength: 500,
          pattern: { is: /^(https?:\/\/|\/)/, else: texts.urlWrong },
        },
        {
          name: 'digest',
          label: texts.digest,
          kind: 'code',
          required: true,
          pattern: { is: /^[0-9a-f]{64}$/, else: texts.digestWrong },
        },
      ]}
      act={async (body) => {
        await client.call(createTerminalRelease, { body })
        refresh(listTerminalReleases)
      }}
      onClose={onClose}
    />
  )
}
