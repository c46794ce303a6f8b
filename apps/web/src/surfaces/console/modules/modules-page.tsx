import {
  getModuleStatistics,
  listEntityTypes,
  listModules,
  type RegisterModule,
  removeModule,
  saveModule,
} from '@civitas/sdk'
import { formatNumber, usePick, useTexts } from '@civitas/ui'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { client } from '../../../app/client.ts'
import { refresh, useRead } from '../../../app/query.ts'
import entityStyles from '../entities/entities.module.css'
import { ActDialog } from '../parts/act-dialog.tsx'
import { DivisionSelect } from '../parts/division-select.tsx'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Page, Quiet, Section, StateTag } from '../parts/page.tsx'
import { useMay } from '../parts/permissions.tsx'
import { ProblemNote } from '../parts/problem-note.tsx'
import styles from './modules.module.css'
import { modulesTexts } from './modules.texts.ts'
import { RegisterSection } from './register-section.tsx'

/** Ledgers by module: what each register holds, where and of which kind, with files out and in. */
export function ModulesPage() {
  const texts = useTexts(modulesTexts)
  const pick = usePick()
  const may = useMay()
  const [parameters, setParameters] = useSearchParams()
  const [isAdding, setAdding] = useState(false)
  const read = useRead(listModules, {}, { staleMs: 30_000 })
  const modules = read.data?.items ?? []
  const chosen = modules.find((one) => one.id === parameters.get('module')) ?? modules[0]
  const division = parameters.get('division') ?? undefined
  const set = (change: Record<string, string | undefined>) => {
    const next = new URLSearchParams(parameters)
    for (const [key, value] of Object.entries(change))
      if (value === undefined) next.delete(key)
      else next.set(key, value)
    setParameters(next)
  }
  return (
    <Page
      title={texts.title}
      acts={may('territory.manage') ? <Button onClick={() => setAdding(true)}>{texts.add}</Button> : null}
    >
      <ProblemNote error={read.error} />
      <div className={entityStyles.layout}>
        <nav className={entityStyles.types} aria-label={texts.list}>
          <div className={entityStyles.typeList}>
            {modules.map((one) => (
              <button
                key={one.id}
                type="button"
                className={entityStyles.type}
                aria-pressed={one.id === chosen?.id}
                onClick={() => set({ module: one.id })}
              >
                <span>{pick(one.title)}</span>
                {one.own ? <StateTag>{texts.own}</StateTag> : null}
                <small>{formatNumber(countOf(one))}</small>
              </button>
            ))}
          </div>
        </nav>
        {chosen ? (
          <ModuleView
            key={chosen.id}
            module={chosen}
            division={division}
            onDivision={(code) => set({ division: code })}
          />
        ) : null}
      </div>
      {isAdding ? <AddModule onClose={() => setAdding(false)} onAdded={(id) => set({ module: id })} /> : null}
    </Page>
  )
}

function countOf({ registers }: RegisterModule): number {
  return registers.reduce((sum, one) => sum + (one.count ?? 0), 0)
}

interface ModuleViewProps {
  module: RegisterModule
  division: string | undefined
  onDivision: (code: string | undefined) => void
}

function ModuleView({ module, division, onDivision }: ModuleViewProps) {
  const texts = useTexts(modulesTexts)
  const pick = usePick()
  const may = useMay()
  const [isRemoving, setRemoving] = useState(false)
  const read = useRead(
    getModuleStatistics,
    { params: { id: module.id }, query: { division } },
    { keepPrevious: true },
  )
  const hidden = module.registers.filter((one) => one.count === null)
  return (
    <div className={styles.module}>
      <div className={styles.bar}>
        <Quiet>{pick(module.description)}</Quiet>
        <DivisionSelect value={division} onChange={onDivision} />
        {module.own && may('territory.manage') ? (
          <Button danger onClick={() => setRemoving(true)}>
            {texts.remove}
          </Button>
        ) : null}
      </div>
      <ProblemNote error={read.error} />
      {(read.data?.registers ?? []).map((one) => (
        <RegisterSection key={one.type} register={one} division={division} />
      ))}
      {hidden.map((one) => (
        <Section key={one.type} title={pick(one.title)} extra={<StateTag>{texts.hidden}</StateTag>}>
          <Quiet>{texts.hiddenWhy}</Quiet>
        </Section>
      ))}
      {module.eventTypes.length > 0 && may('events.read') ? (
        <Section title={texts.events}>
          <div className={styles.links}>
            {module.eventTypes.map((one) => (
              <Link key={one.id} to={`/console/events?type=${one.id}`}>
                {pick(one.title)}
              </Link>
            ))}
          </div>
        </Section>
      ) : null}
      {isRemoving ? (
        <ActDialog
          danger
          title={texts.remove}
          why={texts.removeWhy}
          comment="none"
          act={() => client.call(removeModule, { params: { id: module.id } })}
          onClose={() => {
            setRemoving(false)
            refresh(listModules)
          }}
        />
      ) : null}
    </div>
  )
}

function AddModule({ onClose, onAdded }: { onClose: () => void; onAdded: (id: string) => void }) {
  const texts = useTexts(modulesTexts)
  const pick = usePick()
  const types = useRead(listEntityTypes, {}, { staleMs: 60_000 })
  return (
    <FormDialog<{ title: string; description?: string; registers: string[] }>
      title={texts.add}
      why={texts.addWhy}
      fields={[
        { name: 'title', label: texts.name, kind: 'text', required: true, maxLength: 60 },
        { name: 'description', label: texts.description, kind: 'area', maxLength: 300 },
        {
          ...{ name: 'registers', label: texts.registers, kind: 'choices', required: true },
          options: (types.data ?? []).map((one) => ({ value: one.id, label: pick(one.title) })),
        },
      ]}
      act={async ({ title, description, registers }) => {
        const body = { title, registers, ...(description?.trim() ? { description: description.trim() } : {}) }
        const { id } = await client.call(saveModule, { body })
        refresh(listModules)
        onAdded(id)
      }}
      onClose={onClose}
    />
  )
}
