import {
  changeQualityRule,
  createQualityRule,
  type Dataset,
  getQualityCheck,
  listQualityChecks,
  listQualityRules,
  type OperationOutput,
  profileDataset,
  type QualityRule,
  type QualitySpec,
  startQualityCheck,
} from '@civitas/sdk'
import { formatNumber, formatTime, useTexts } from '@civitas/ui'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import { Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { CheckState, useChecks } from './check-state.tsx'
import styles from './govern.module.css'
import { governTexts } from './govern.texts.ts'
import { ActButton, Rows } from './parts.tsx'
import { RuleDialog } from './rule-dialog.tsx'

type Profile = OperationOutput<typeof profileDataset>
const percent = (share: number) => `${formatNumber(share * 100, 2)}%`

/** Rules of a dataset, what the last check counted, and what its profile proposes. */
export function DatasetRules({ dataset }: { dataset: Dataset }) {
  const texts = useTexts(governTexts)
  const { quality } = texts
  const params = { id: dataset.id }
  const may = useMay()
  const [editing, setEditing] = useState<QualityRule | 'new' | null>(null)
  const [profile, setProfile] = useState<Profile | null>(null)
  const rules = useRead(listQualityRules, { params })
  const checks = useChecks(dataset.id)
  const last = checks.data?.items.find((one) => one.state === 'done')
  const report = useRead(getQualityCheck, { params: { id: last?.id ?? '' } }, { enabled: last !== undefined })
  const countedOf = (id: string) => report.data?.results.find((one) => one.ruleId === id)
  // What does not pass is what one came for.
  const sorted = [...(rules.data ?? [])].sort(
    (a, b) => Number(countedOf(a.id)?.isPassed ?? true) - Number(countedOf(b.id)?.isPassed ?? true),
  )
  return (
    <>
      <div className={styles.bar}>
        <Button type="primary" size="small" onClick={() => setEditing('new')}>
          {quality.addRule}
        </Button>
        <ActButton<typeof startQualityCheck>
          act={() => client.call(startQualityCheck, { params })}
          touches={[listQualityChecks]}
        >
          {quality.checkNow}
        </ActButton>
        <ActButton<typeof profileDataset>
          act={() => client.call(profileDataset, { params })}
          touches={[]}
          onDone={setProfile}
        >
          {quality.profileNow}
        </ActButton>
      </div>
      <Rows
        label={quality.rules}
        read={rules.data ? { ...rules, data: sorted } : rules}
        rowKey={(row) => row.id}
        columns={[
          {
            title: quality.rule,
            render: (_, row) => (
              <>
                {row.name} {row.isActive ? null : <StateTag tone="over">{quality.stopped}</StateTag>}
              </>
            ),
          },
          { title: quality.kind, render: (_, row) => texts.ruleKinds[row.spec.kind] },
          { title: quality.dimension, render: (_, row) => texts.dimensions[row.dimension] },
          { title: quality.threshold, align: 'right', render: (_, row) => percent(row.threshold) },
          { title: quality.weight, align: 'right', dataIndex: 'weight' },
          {
            title: quality.ratio,
            align: 'right',
            render: (_, row) => {
              const counted = countedOf(row.id)
              if (!counted) return '—'
              const words = `${percent(counted.ratio)}（${formatNumber(counted.numerator)}/${formatNumber(counted.denominator)}）`
              return counted.isPassed ? words : <StateTag tone="bad">{words}</StateTag>
            },
          },
          {
            title: quality.critical,
            render: (_, row) => (row.isCritical ? texts.common.yes : texts.common.no),
          },
          {
            title: texts.common.act,
            render: (_, row) =>
              may('data.own') ? (
                <div className={styles.bar}>
                  <Button size="small" onClick={() => setEditing(row)}>
                    {quality.changeRule}
                  </Button>
                  <ActButton<typeof changeQualityRule>
                    act={() =>
                      client.call(changeQualityRule, {
                        params: { id: row.id },
                        body: { isActive: !row.isActive },
                      })
                    }
                    touches={[listQualityRules]}
                  >
                    {row.isActive ? quality.stopRule : quality.startRule}
                  </ActButton>
                </div>
              ) : (
                '—'
              ),
          },
        ]}
      />
      {profile ? <ProfileView dataset={dataset} profile={profile} /> : null}
      <Section title={quality.checks}>
        <Rows
          label={quality.checks}
          read={checks}
          rowKey={(row) => row.id}
          columns={[
            { title: texts.common.time, render: (_, row) => formatTime(row.createdTime) },
            { title: quality.cause, render: (_, row) => texts.causes[row.cause] },
            { title: texts.common.state, render: (_, row) => <CheckState check={row} /> },
            {
              title: quality.score,
              align: 'right',
              render: (_, row) => (row.score === null ? '—' : formatNumber(row.score, 2)),
            },
          ]}
        />
      </Section>
      {editing ? (
        <RuleDialog
          dataset={dataset}
          rule={editing === 'new' ? undefined : editing}
          onClose={() => setEditing(null)}
        />
      ) : null}
    </>
  )
}

function ProfileView({ dataset, profile }: { dataset: Dataset; profile: Profile }) {
  const texts = useTexts(governTexts)
  const { quality } = texts
  const [taken, setTaken] = useState<readonly string[]>([])
  const adopt = (row: Profile['proposals'][number]) =>
    client.call(createQualityRule, {
      params: { id: dataset.id },
      body: { ...row, spec: row.spec as QualitySpec },
    })
  return (
    <>
      <Section title={quality.profile}>
        <Table
          size="small"
          aria-label={quality.profile}
          dataSource={profile.columns}
          rowKey="field"
          pagination={false}
          scroll={{ x: 'max-content' }}
          columns={[
            { title: texts.common.field, dataIndex: 'title' },
            { title: quality.nulls, align: 'right', render: (_, row) => percent(row.nullShare) },
            { title: quality.distinct, align: 'right', render: (_, row) => formatNumber(row.distinct) },
            { title: quality.least, render: (_, row) => row.min ?? '—' },
            { title: quality.most, render: (_, row) => row.max ?? '—' },
            { title: quality.outliers, align: 'right', render: (_, row) => row.outliers ?? '—' },
            {
              title: quality.patterns,
              render: (_, row) =>
                row.patterns
                  .slice(0, 3)
                  .map((one) => `${one.pattern}（${one.rows}）`)
                  .join(' '),
            },
          ]}
        />
      </Section>
      {profile.gaps.length > 0 ? <GapList gaps={profile.gaps} /> : null}
      {taken.length < profile.proposals.length ? (
        <Section
          title={quality.proposals}
          extra={
            <ActButton<typeof createQualityRule>
              act={async () => {
                const left = profile.proposals.filter((one) => !taken.includes(one.name))
                const made = []
                for (const one of left) made.push(await adopt(one))
                return made[0] as Awaited<ReturnType<typeof adopt>>
              }}
              touches={[listQualityRules]}
              onDone={() => setTaken(profile.proposals.map((one) => one.name))}
            >
              {quality.adoptAll}
            </ActButton>
          }
        >
          <Table
            size="small"
            aria-label={quality.proposals}
            dataSource={profile.proposals.filter((one) => !taken.includes(one.name))}
            rowKey="name"
            pagination={false}
            columns={[
              { title: quality.rule, dataIndex: 'name' },
              { title: quality.dimension, render: (_, row) => texts.dimensions[row.dimension] },
              { title: quality.threshold, align: 'right', render: (_, row) => percent(row.threshold) },
              {
                title: texts.common.act,
                render: (_, row) => (
                  <ActButton<typeof createQualityRule>
                    act={() => adopt(row)}
                    touches={[listQualityRules]}
                    onDone={() => {
                      setTaken([...taken, row.name])
                      refresh(listQualityRules)
                    }}
                  >
                    {quality.adopt}
                  </ActButton>
                ),
              },
            ]}
          />
        </Section>
      ) : null}
    </>
  )
}

/** Hours without a value, station by station: how many, in how many gaps, and the longest of them. */
function GapList({ gaps }: { gaps: Profile['gaps'] }) {
  const { quality, common } = useTexts(governTexts)
  return (
    <Section title={quality.gaps}>
      <p>{quality.gapsNote}</p>
      <Table
        size="small"
        aria-label={quality.gaps}
        dataSource={gaps}
        rowKey={(row) => `${row.group} ${row.field}`}
        pagination={{ pageSize: 12, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: quality.group, render: (_, row) => row.group ?? '—' },
          { title: common.field, dataIndex: 'title' },
          { title: quality.missingHours, align: 'right', render: (_, row) => formatNumber(row.missing) },
          { title: quality.gapCount, align: 'right', render: (_, row) => formatNumber(row.spans) },
          {
            title: quality.longestGap,
            render: (_, row) =>
              `${formatTime(row.from)} – ${formatTime(row.to)}（${quality.hoursOf(formatNumber(row.hours))}）`,
          },
        ]}
      />
    </Section>
  )
}
