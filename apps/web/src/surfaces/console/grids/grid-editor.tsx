import {
  changeGrids,
  type GridChange,
  type GridFault,
  type GridVersion,
  listGrids,
  ProblemError,
} from '@civitas/sdk'
import { EmptyState, formatNumber, Loading, useTexts } from '@civitas/ui'
import { App, Button, Checkbox, DatePicker, Segmented, Table, Upload } from 'antd'
import dayjs, { type Dayjs } from 'dayjs'
import { lazy, Suspense, useState } from 'react'
import { useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { ProblemView } from '../../../app/problem-view.tsx'
import { refresh, useRead } from '../../../app/query.ts'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog, toDay } from '../parts/form-dialog.tsx'
import { Columns, Quiet, Section } from '../parts/page.tsx'
import parts from '../parts/parts.module.css'
import { useMay } from '../parts/permissions.tsx'
import { GridAt } from './grid-at.tsx'
import { gridsTexts } from './grids.texts.ts'
import { type NamedPolygon, readGeoJson } from './read-geojson.ts'
import { useOwnCommunity } from './use-own-community.ts'

const GridMap = lazy(() => import('./grid-map.tsx').then(({ GridMap }) => ({ default: GridMap })))
type Kind = GridChange['kind']

/** The grids of a community on the map; drawn, split, merged and redrawn with the day they begin. */
export function GridEditor() {
  const texts = useTexts(gridsTexts)
  const [parameters, setParameters] = useSearchParams()
  const named = parameters.get('community')
  const own = useOwnCommunity(named === null)
  const community = named ?? own ?? ''
  const day = parameters.get('date') ?? toDay(dayjs())
  return (
    <>
      <div className={parts.acts}>
        <DivisionSelect
          width={320}
          value={community || undefined}
          onChange={(code) => setParameters({ community: code ?? '', date: day })}
        />
        <DatePicker
          aria-label={texts.date}
          allowClear={false}
          value={dayjs(day)}
          onChange={(chosen) => setParameters({ community, date: toDay(chosen ?? dayjs()) })}
        />
      </div>
      {community.length >= 9 ? (
        <Community key={community} code={community} day={day} />
      ) : (
        <EmptyState title={texts.chooseCommunity} why={texts.chooseWhy} />
      )}
    </>
  )
}

function Community({ code, day }: { code: string; day: string }) {
  const texts = useTexts(gridsTexts)
  const may = useMay()
  const [chosen, setChosen] = useState<string[]>([])
  const [corners, setCorners] = useState<[number, number][]>([])
  const [faults, setFaults] = useState<GridFault[]>([])
  const [kind, setKind] = useState<Kind | null>(null)
  const [uploaded, setUploaded] = useState<NamedPolygon[]>([])
  const [mode, setMode] = useState<'draw' | 'ask'>(may('territory.manage') ? 'draw' : 'ask')
  const [asked, setAsked] = useState<[number, number] | null>(null)
  const { message } = App.useApp()
  const read = useRead(listGrids, { query: { parent: code.slice(0, 12), limit: 500, date: day } })
  if (read.isError) return <ProblemView error={read.error} onRetry={() => void read.refetch()} />
  if (!read.data) return <Loading />
  const grids = read.data.items
  const hasDrawing = corners.length >= 3
  const ready: Record<Kind, boolean> = {
    create: (hasDrawing || uploaded.length > 0) && chosen.length === 0,
    split: hasDrawing && chosen.length === 1,
    merge: chosen.length >= 2,
    redraw: hasDrawing && chosen.length === 1,
  }
  const takeFile = async (file: File) => {
    try {
      const found = readGeoJson(await file.text())
      const [first] = found
      setCorners((first?.geometry.coordinates[0] ?? []).slice(0, -1) as [number, number][])
      setUploaded(found.length > 1 ? found : [])
      setFaults([])
    } catch {
      void message.error(texts.notGeoJson)
    }
  }
  const clear = () => {
    setCorners([])
    setUploaded([])
    setFaults([])
  }
  return (
    <Columns
      main={
        <div className={parts.map} style={{ height: 520 }}>
          <Suspense fallback={<Loading />}>
            <GridMap
              label={texts.map}
              grids={grids}
              chosen={chosen}
              corners={corners}
              faults={faults.flatMap((one) => (one.geometry ? [one.geometry] : []))}
              onCorner={(corner) =>
                mode === 'ask' ? setAsked(corner) : setCorners((former) => [...former, corner])
              }
            />
          </Suspense>
        </div>
      }
      side={
        <>
          {may('territory.manage') ? (
            <Segmented
              aria-label={texts.mode}
              value={mode}
              options={(['draw', 'ask'] as const).map((value) => ({ value, label: texts.modes[value] }))}
              onChange={setMode}
            />
          ) : null}
          {mode === 'ask' ? <Quiet>{texts.askWhy}</Quiet> : null}
          {mode === 'ask' && asked ? <GridAt at={asked} day={day} /> : null}
          {mode === 'draw' && may('territory.manage') ? (
            <Section title={texts.tabs.grids}>
              <Quiet>{texts.drawWhy}</Quiet>
              <div className={parts.acts}>
                {(['create', 'split', 'merge', 'redraw'] as const).map((one) => (
                  <Button key={one} disabled={!ready[one]} onClick={() => setKind(one)}>
                    {texts.acts[one]}
                  </Button>
                ))}
                <Button disabled={corners.length === 0 && faults.length === 0} onClick={clear}>
                  {texts.clear}
                </Button>
                <Upload
                  accept=".geojson,.json"
                  showUploadList={false}
                  beforeUpload={(file) => {
                    void takeFile(file)
                    return false
                  }}
                >
                  <Button>{texts.upload}</Button>
                </Upload>
              </div>
              {uploaded.length > 1 ? <Quiet>{texts.uploaded(formatNumber(uploaded.length))}</Quiet> : null}
            </Section>
          ) : null}
          {faults.length > 0 ? (
            <Section title={texts.faults}>
              {faults.map((one) => (
                <p key={one.message} role="alert">
                  {one.message}
                </p>
              ))}
            </Section>
          ) : null}
          <GridTable grids={grids} chosen={chosen} onChoose={setChosen} />
          {kind ? (
            <ChangeDialog
              kind={kind}
              community={code.slice(0, 12)}
              from={chosen}
              corners={corners}
              uploaded={uploaded}
              onFaults={setFaults}
              onDone={() => {
                setChosen([])
                clear()
              }}
              onClose={() => setKind(null)}
            />
          ) : null}
        </>
      }
    />
  )
}

interface GridTableProps {
  grids: GridVersion[]
  chosen: string[]
  onChoose: (codes: string[]) => void
}

function GridTable({ grids, chosen, onChoose }: GridTableProps) {
  const texts = useTexts(gridsTexts)
  const toggle = (code: string) =>
    onChoose(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code])
  return (
    <Table<GridVersion>
      size="small"
      pagination={false}
      dataSource={grids}
      rowKey="id"
      columns={[
        {
          title: texts.columns.name,
          render: (_, one) => (
            <Checkbox checked={chosen.includes(one.code)} onChange={() => toggle(one.code)}>
              {one.name}
            </Checkbox>
          ),
        },
        { title: texts.columns.code, render: (_, one) => <span className="code">{one.code}</span> },
        {
          title: texts.columns.area,
          align: 'right',
          render: (_, one) => `${formatNumber(one.areaM2 / 1e6, 3)} km²`,
        },
        { title: texts.columns.from, render: (_, one) => `${one.fromDate} ${texts.causes[one.cause]}` },
      ]}
    />
  )
}

interface ChangeForm {
  name: string
  otherName?: string
  effectiveDate: Dayjs
  reason: string
}

interface ChangeProps {
  kind: Kind
  community: string
  from: string[]
  corners: [number, number][]
  /** Several grids of a file, drawn at once; then `corners` are only those of the first. */
  uploaded: NamedPolygon[]
  onFaults: (faults: GridFault[]) => void
  onDone: () => void
  onClose: () => void
}

function ChangeDialog({ kind, community, from, corners, uploaded, onFaults, onDone, onClose }: ChangeProps) {
  const texts = useTexts(gridsTexts)
  return (
    <FormDialog<ChangeForm>
      title={texts.acts[kind]}
      fields={[
        { name: 'name', label: texts.newName, kind: 'text', required: true, maxLength: 60 },
        ...(kind === 'split'
          ? [
              {
                name: 'otherName',
                label: texts.otherName,
                kind: 'text' as const,
                required: true,
                maxLength: 60,
              },
            ]
          : []),
        { name: 'effectiveDate', label: texts.effective, kind: 'day', required: true },
        { name: 'reason', label: texts.reason, kind: 'area', required: true, maxLength: 500 },
      ]}
      act={async ({ name, otherName, effectiveDate, reason }) => {
        const [first] = corners
        const geometry: GeoJSON.Polygon | undefined =
          first && kind !== 'merge' ? { type: 'Polygon', coordinates: [[...corners, first]] } : undefined
        const drawn = [
          { name, ...(geometry ? { geometry } : {}), ...(kind === 'redraw' ? { code: from[0] } : {}) },
          ...(otherName ? [{ name: otherName }] : []),
        ]
        const to =
          kind === 'create' && uploaded.length > 0
            ? uploaded.map((one, n) => ({ name: one.name || `${name}${n + 1}`, geometry: one.geometry }))
            : drawn
        try {
          await client.call(changeGrids, {
            body: { kind, communityCode: community, effectiveDate: toDay(effectiveDate), reason, from, to },
          })
        } catch (error) {
          if (error instanceof ProblemError) onFaults((error.problem.findings ?? []) as GridFault[])
          throw error
        }
        refresh(listGrids)
        onDone()
      }}
      onClose={onClose}
    />
  )
}
