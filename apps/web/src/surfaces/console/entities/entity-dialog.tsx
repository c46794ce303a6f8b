import {
  changeEntity,
  createEntity,
  type Entity,
  type EntityTypeInfo,
  getEntity,
  listEntities,
  listEntityTypes,
  listEntityVersions,
  ProblemError,
} from '@civitas/sdk'
import { useLocale, usePick, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input, Modal } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { client } from '../../../app/client.ts'
import { fieldError } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import {
  checkFormValues,
  type FormField,
  type FormValues,
  initialValues,
  toFormBody,
  toFormFields,
} from '../../../capabilities/forms/form-fields.ts'
import { formTexts } from '../../../capabilities/forms/forms.texts.ts'
import { formatPosition, LazyPlaceMap, type Position } from '../../../capabilities/place/lazy-place-map.tsx'
import { AntdJsonForm } from '../parts/antd-json-form.tsx'
import styles from '../parts/parts.module.css'
import { ProblemNote } from '../parts/problem-note.tsx'
import { consoleTexts } from '../shell/console.texts.ts'
import { entitiesTexts } from './entities.texts.ts'

interface EntityDialogProps {
  type: EntityTypeInfo
  /** The entity to change; without it one is registered. */
  entity?: Entity
  onClose: () => void
  onSaved: (entity: Entity) => void
}

interface Draft {
  reference: string
  name: string
  position: Position | null
  values: FormValues
  /** The version the draft is based on. */
  version: number
}

/** Registers or changes an entity with a form made from its type’s schema. */
export function EntityDialog({ type, entity, onClose, onSaved }: EntityDialogProps) {
  const texts = useTexts(entitiesTexts)
  const shell = useTexts(consoleTexts)
  const words = useTexts(formTexts)
  const pick = usePick()
  const fields = toFormFields(type.schema, useLocale())
  const [draft, setDraft] = useState(() => firstDraft(fields, entity))
  const [isTried, setTried] = useState(false)
  const errors = checkFormValues(fields, draft.values, words)
  const run = useMutation({
    mutationFn: () => save(type, entity, fields, draft),
    onSuccess: (saved) => {
      refresh(getEntity, listEntities, listEntityTypes, listEntityVersions)
      onSaved(saved)
    },
  })
  const named = draft.name.trim() !== '' && (entity !== undefined || draft.reference.trim() !== '')
  const submit = () => {
    setTried(true)
    if (named && Object.keys(errors).length === 0) run.mutate()
  }
  const isConflict = run.error instanceof ProblemError && run.error.problem.status === 409
  return (
    <Modal
      open
      width={680}
      title={entity ? texts.editOf(entity.name) : texts.registerOf(pick(type.title))}
      okText={run.isPending ? shell.submitting : texts.save}
      cancelText={shell.cancel}
      okButtonProps={{ loading: run.isPending }}
      onOk={submit}
      onCancel={onClose}
    >
      {isConflict && entity ? (
        <Conflict
          entity={entity}
          onLoaded={(version) => {
            setDraft({ ...draft, version })
            run.reset()
          }}
        />
      ) : (
        <ProblemNote error={run.error} />
      )}
      <Form layout="vertical">
        {entity ? null : (
          <Form.Item
            label={texts.reference}
            htmlFor="entity-reference"
            required
            help={
              (isTried && !draft.reference.trim() && words.required) || fieldError(run.error, 'reference')
            }
          >
            <Input
              id="entity-reference"
              maxLength={100}
              value={draft.reference}
              onChange={(event) => setDraft({ ...draft, reference: event.target.value })}
            />
          </Form.Item>
        )}
        <Form.Item
          label={texts.name}
          htmlFor="entity-name"
          required
          help={(isTried && !draft.name.trim() && words.required) || undefined}
        >
          <Input
            id="entity-name"
            maxLength={200}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
          />
        </Form.Item>
        <PlaceItem type={type} entity={entity} draft={draft} onChange={setDraft} />
        <AntdJsonForm
          fields={fields}
          values={draft.values}
          errors={isTried ? { ...errors, ...refusedFields(fields, run.error) } : {}}
          onChange={(values) => setDraft({ ...draft, values })}
        />
      </Form>
    </Modal>
  )
}

function firstDraft(fields: FormField[], entity?: Entity): Draft {
  return {
    reference: entity?.reference ?? '',
    name: entity?.name ?? '',
    position: entity?.geometry?.type === 'Point' ? (entity.geometry.coordinates as Position) : null,
    values: initialValues(fields, entity?.attributes),
    version: entity?.version ?? 0,
  }
}

function save(type: EntityTypeInfo, entity: Entity | undefined, fields: FormField[], draft: Draft) {
  const geometry = draft.position ? { type: 'Point' as const, coordinates: draft.position } : undefined
  const name = draft.name.trim()
  if (!entity)
    return client.call(createEntity, {
      body: {
        type: type.id,
        reference: draft.reference.trim(),
        name,
        attributes: toFormBody(fields, draft.values),
        ...(geometry ? { geometry } : {}),
      },
    })
  return client.call(changeEntity, {
    params: { id: entity.id },
    body: {
      version: draft.version,
      name,
      attributes: { ...entity.attributes, ...toFormBody(fields, draft.values) },
      ...(geometry ? { geometry } : {}),
    },
  })
}

/** What the platform said about single attributes. */
function refusedFields(fields: FormField[], error: Error | null): Record<string, string> {
  const found: Record<string, string> = {}
  for (const field of fields) {
    const message = fieldError(error, `attributes.${field.key}`)
    if (message) found[field.key] = message
  }
  return found
}

function Conflict({ entity, onLoaded }: { entity: Entity; onLoaded: (version: number) => void }) {
  const texts = useTexts(entitiesTexts)
  const note = useRef<HTMLDivElement>(null)
  useEffect(() => {
    note.current?.scrollIntoView({ block: 'center' })
  }, [])
  const load = useMutation({
    mutationFn: () => client.call(getEntity, { params: { id: entity.id } }),
    onSuccess: (newest) => onLoaded(newest.entity.version),
  })
  return (
    <div ref={note}>
      <Alert
        type="warning"
        style={{ marginBottom: 12 }}
        title={texts.conflict}
        description={texts.conflictWhy}
        action={
          <Button size="small" loading={load.isPending} onClick={() => load.mutate()}>
            {texts.reload}
          </Button>
        }
      />
    </div>
  )
}

interface PlaceItemProps {
  type: EntityTypeInfo
  entity?: Entity
  draft: Draft
  onChange: (draft: Draft) => void
}

function PlaceItem({ type, entity, draft, onChange }: PlaceItemProps) {
  const texts = useTexts(entitiesTexts)
  if (type.geometry === 'None') return null
  if (type.geometry !== 'Point' || (entity?.geometry && entity.geometry.type !== 'Point'))
    return entity ? <p className={styles.quiet}>{texts.positionKeep}</p> : null
  return (
    <Form.Item
      label={texts.position}
      extra={
        draft.position ? <span className="code">{formatPosition(draft.position)}</span> : texts.positionNone
      }
    >
      <div className={styles.map}>
        <LazyPlaceMap
          position={draft.position}
          onPick={(position) => onChange({ ...draft, position })}
          zoom={14}
        />
      </div>
    </Form.Item>
  )
}
