import { changeProposal, getProject, type ProjectDetail } from '@civitas/sdk'
import { useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { appTexts } from '../../../app/app.texts.ts'
import { client } from '../../../app/client.ts'
import { problemWords } from '../../../app/problem-view.tsx'
import { refresh } from '../../../app/query.ts'
import type { Position } from '../../../capabilities/place/lazy-place-map.tsx'
import { ParcelMap } from '../../../capabilities/projects/parcel-map.tsx'
import { projectTexts } from '../../../capabilities/projects/projects.texts.ts'
import portal from '../portal.module.css'
import { Field } from './field.tsx'
import styles from './projects.module.css'

/** Changes a proposal nothing was filed for yet; the parcel is checked anew. */
export function ChangeProposal({ project }: { project: ProjectDetail }) {
  const texts = useTexts(projectTexts)
  const [isOpen, setOpen] = useState(false)
  if (isOpen) return <ChangeForm project={project} onClose={() => setOpen(false)} />
  return (
    <button type="button" className={`${portal.go} ${portal.second}`} onClick={() => setOpen(true)}>
      {texts.change}
    </button>
  )
}

function ChangeForm({ project, onClose }: { project: ProjectDetail; onClose: () => void }) {
  const texts = useTexts(projectTexts)
  const app = useTexts(appTexts)
  const { name, address, areaM2 } = project
  const [values, setValues] = useState({ name, address, areaM2: String(areaM2) })
  const [corners, setCorners] = useState<Position[]>([])
  const [first] = corners
  const isUnfinished = corners.length > 0 && corners.length < 3
  const save = useMutation({
    mutationFn: () =>
      client.call(changeProposal, {
        params: { id: project.id },
        body: {
          ...{ name: values.name, address: values.address, areaM2: Number(values.areaM2) },
          parcel: first ? { type: 'Polygon', coordinates: [[...corners, first]] } : project.parcel,
        },
      }),
    onSuccess: () => {
      refresh(getProject)
      onClose()
    },
  })
  const field = (key: keyof typeof values) => ({
    value: values[key],
    onChange: (value: string) => setValues({ ...values, [key]: value }),
  })
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <h3>{texts.change}</h3>
      <p>{texts.changeLead}</p>
      {save.isError ? (
        <p className={portal.error} role="alert">
          {problemWords(save.error, app).title}
        </p>
      ) : null}
      <Field label={texts.name} {...field('name')} />
      <Field label={texts.address} {...field('address')} />
      <Field label={`${texts.area}（m²）`} number {...field('areaM2')} />
      <p>{texts.mapHint}</p>
      <div className={styles.map}>
        <ParcelMap corners={corners} onAdd={(corner) => setCorners((before) => [...before, corner])} />
      </div>
      <p role="status">{isUnfinished ? texts.needCorners : texts.corners(corners.length)}</p>
      <div className={portal.buttons}>
        <button type="submit" className={portal.go} disabled={save.isPending || isUnfinished}>
          {texts.changeSave}
        </button>
        <button type="button" className={`${portal.go} ${portal.second}`} onClick={() => setCorners([])}>
          {texts.clear}
        </button>
        <button type="button" className={`${portal.go} ${portal.second}`} onClick={onClose}>
          {texts.changeNot}
        </button>
      </div>
    </form>
  )
}
