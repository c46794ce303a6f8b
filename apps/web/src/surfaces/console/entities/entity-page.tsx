import {
  type Entity,
  type EntityTypeInfo,
  type EntityVersion,
  getEntity,
  type LatestValue,
  listEntityTypes,
  listEntityVersions,
  listRelationships,
} from '@civitas/sdk'
import {
  formatNumber,
  formatTime,
  formatWithUnit,
  Loading,
  precisionFor,
  RelativeTime,
  Timeline,
  useLocale,
  usePick,
  useTexts,
} from '@civitas/ui'
import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { ProblemView } from '../../../app/problem-view.tsx'
import { useRead } from '../../../app/query.ts'
import { TimeWindowPicker } from '../../../app/time-window-picker.tsx'
import { type AttributeRow, toAttributeRows } from '../../../capabilities/entities/attribute-rows.ts'
import { centreOf } from '../../../capabilities/entities/centre-of.ts'
import { SeriesChart } from '../../../capabilities/sensing/series-chart.tsx'
import deviceStyles from '../devices/devices.module.css'
import { useLatest } from '../devices/use-latest.ts'
import { DivisionName } from '../parts/division-name.tsx'
import { Columns, Facts, Line, Lines, Page, Quiet, Section } from '../parts/page.tsx'
import partStyles from '../parts/parts.module.css'
import { useMay } from '../parts/permissions.tsx'
import { PlaceSection } from '../parts/place-section.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { changedRows } from './changed-rows.ts'
import styles from './entities.module.css'
import { entitiesTexts } from './entities.texts.ts'
import { EntityDialog } from './entity-dialog.tsx'
import { EntitySources } from './entity-sources.tsx'
import { RelationGraph } from './relation-graph.tsx'

/** One entity: attributes, live values, relations, history. */
export function EntityPage() {
  const { id = '' } = useParams()
  const texts = useTexts(entitiesTexts)
  const pick = usePick()
  const may = useMay()
  const [isEditing, setEditing] = useState(false)
  const read = useRead(getEntity, { params: { id } })
  const types = useRead(listEntityTypes, {}, { staleMs: 60_000 })
  const [parameters, setParameters] = useSearchParams()
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const { entity, latest } = read.data
  const type = types.data?.find((each) => each.id === entity.type)
  return (
    <Page
      backTo="/console/entities"
      title={entity.name}
      under={
        <>
          {type ? pick(type.title) : entity.type} · <span className="code">{entity.reference}</span> ·{' '}
          {texts.versionOf(formatNumber(entity.version))}
        </>
      }
      acts={
        <>
          {latest.length > 0 && may('sensing.read') ? (
            <Link to={`/console/devices/${entity.id}`}>{texts.seeAsDevice}</Link>
          ) : null}
          {may('entities.write') && type ? (
            <Button type="primary" onClick={() => setEditing(true)}>
              {texts.edit}
            </Button>
          ) : null}
        </>
      }
    >
      <Tabs
        destroyOnHidden
        activeKey={parameters.get('tab') ?? 'facts'}
        onChange={(tab) => setParameters(tab === 'facts' ? {} : { tab })}
        items={[
          {
            key: 'facts',
            label: texts.tabs.facts,
            children: <EntityView entity={entity} latest={latest} type={type} types={types.data ?? []} />,
          },
          {
            key: 'graph',
            label: texts.tabs.graph,
            children: <RelationGraph key={entity.id} entity={entity} types={types.data ?? []} />,
          },
        ]}
      />
      {isEditing && type ? (
        <EntityDialog
          type={type}
          entity={entity}
          onClose={() => setEditing(false)}
          onSaved={() => setEditing(false)}
        />
      ) : null}
    </Page>
  )
}

interface EntityViewProps {
  entity: Entity
  latest: LatestValue[]
  type?: EntityTypeInfo
  types: EntityTypeInfo[]
}

function EntityView({ entity, latest, type, types }: EntityViewProps) {
  const texts = useTexts(entitiesTexts)
  const shell = useTexts(consoleTexts)
  const locale = useLocale()
  const may = useMay()
  const rows = toAttributeRows(entity.attributes, type?.schema ?? {}, locale, {
    yes: shell.yes,
    no: shell.no,
  })
  const named = (type?.schema.properties ?? {}) as Record<string, unknown>
  const isNamed = (row: AttributeRow) => row.key in named
  return (
    <Columns
      main={
        <>
          {latest.length > 0 ? <Latest entityId={entity.id} latest={latest} /> : null}
          <Section title={texts.attributes}>
            {rows.length === 0 ? <Quiet>{texts.noAttributes}</Quiet> : null}
            <Facts facts={rows.filter(isNamed).map((row) => ({ label: row.label, value: row.text }))} />
            <OtherAttributes rows={rows.filter((row) => !isNamed(row))} />
          </Section>
          <History id={entity.id} type={type} />
        </>
      }
      side={
        <>
          <PlaceSection
            position={centreOf(entity.geometry)}
            words={<DivisionName code={entity.divisionCode} />}
            entityId={entity.id}
            mayMap={may('maps.read')}
          />
          <EntitySources id={entity.id} schema={type?.schema ?? {}} />
          <Relations id={entity.id} types={types} />
        </>
      }
    />
  )
}

/** What the register of the type does not name, as it came. */
function OtherAttributes({ rows }: { rows: AttributeRow[] }) {
  const texts = useTexts(entitiesTexts)
  if (rows.length === 0) return null
  return (
    <details className={partStyles.more}>
      <summary>{texts.otherAttributes(formatNumber(rows.length))}</summary>
      <Facts facts={rows.map((row) => ({ label: row.label, value: row.text }))} />
    </details>
  )
}

function Latest({ entityId, latest }: { entityId: string; latest: LatestValue[] }) {
  const texts = useTexts(entitiesTexts)
  const pick = usePick()
  const live = useLatest(entityId, latest)
  const [chosen, setChosen] = useState<number | null>(null)
  const shown = live.find((each) => each.datastreamId === chosen) ?? live[0]
  return (
    <Section title={texts.latest} extra={<TimeWindowPicker />}>
      <div className={deviceStyles.types}>
        {live.map((each) => (
          <button
            key={each.datastreamId}
            type="button"
            className={deviceStyles.type}
            aria-pressed={each === shown}
            onClick={() => setChosen(each.datastreamId)}
          >
            <span>{pick(each.title)}</span>
            <b>{formatWithUnit(each.value, each.unitLabel, precisionFor(each.value))}</b>
            <small>
              <RelativeTime time={each.time} />
            </small>
          </button>
        ))}
      </div>
      {shown && <SeriesChart datastream={shown} />}
    </Section>
  )
}

function History({ id, type }: { id: string; type?: EntityTypeInfo }) {
  const texts = useTexts(entitiesTexts)
  const [limit, setLimit] = useState(10)
  const read = useRead(listEntityVersions, { params: { id }, query: { limit } }, { keepPrevious: true })
  if (read.isError) return <ProblemView error={read.error} />
  const items = read.data?.items ?? []
  return (
    <Section title={texts.history} extra={formatNumber(read.data?.total)}>
      {read.data && items.length === 0 ? <Quiet>{texts.noHistory}</Quiet> : null}
      <Timeline
        entries={items.map((version) => ({
          id: String(version.version),
          time: version.time,
          act: `${texts.acts[version.act]} · ${texts.versionOf(formatNumber(version.version))}`,
          who: version.userName,
          text: version.act === 'changed' ? <Change version={version} type={type} /> : null,
        }))}
      />
      {read.data && items.length < read.data.total ? (
        <Button size="small" onClick={() => setLimit(Math.min(500, limit + 40))}>
          {texts.moreVersions}
        </Button>
      ) : null}
    </Section>
  )
}

function Change({ version, type }: { version: EntityVersion; type?: EntityTypeInfo }) {
  const texts = useTexts(entitiesTexts)
  const shell = useTexts(consoleTexts)
  const locale = useLocale()
  const words = { yes: shell.yes, no: shell.no, own: texts.ownFields }
  const rows = changedRows(version, type?.schema ?? {}, locale, words)
  return (
    <dl className={styles.change}>
      {rows.map((row) => (
        <div key={row.key} style={{ display: 'contents' }}>
          <dt>{row.label}</dt>
          <dd>
            <del>{row.before || '—'}</del> → <ins>{row.after || '—'}</ins>
          </dd>
        </div>
      ))}
    </dl>
  )
}

function Relations({ id, types }: { id: string; types: EntityTypeInfo[] }) {
  const texts = useTexts(entitiesTexts)
  const pick = usePick()
  const read = useRead(listRelationships, { params: { id } })
  const nameOf = (fromType: string, name: string) => {
    const relation = types.find((type) => type.id === fromType)?.relations.find((each) => each.id === name)
    return relation ? pick(relation.title) : name
  }
  return (
    <Section title={texts.relations} extra={read.data ? formatNumber(read.data.length) : ''}>
      {read.isError ? <ProblemView error={read.error} /> : null}
      {read.data?.length === 0 ? <Quiet>{texts.noRelations}</Quiet> : null}
      <Lines>
        {(read.data ?? []).map((each) => {
          const outward = each.fromId === id
          return (
            <Line
              key={each.id}
              to={`/console/entities/${outward ? each.toId : each.fromId}`}
              before={
                <small>
                  {outward ? '→' : '←'} {nameOf(each.fromType, each.name)}
                </small>
              }
              title={outward ? each.toName : each.fromName}
              note={formatTime(each.createdTime).slice(0, 10)}
            />
          )
        })}
      </Lines>
    </Section>
  )
}
