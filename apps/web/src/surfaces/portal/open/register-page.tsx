import { registerPerson } from '@civitas/sdk'
import { TextField, useTexts } from '@civitas/ui'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link } from 'react-router'
import { client } from '../../../app/client.ts'
import portal from '../portal.module.css'
import styles from '../trust/trust.module.css'
import { openTexts } from './open.texts.ts'

const blank = { name: '', number: '', phone: '', account: '', password: '' }
type Name = keyof typeof blank

/** 注册个人账号: a person enters himself; the name is checked where it can be (PLT-080). */
export function RegisterPage() {
  const { register: texts } = useTexts(openTexts)
  const [values, setValues] = useState(blank)
  const send = useMutation({
    mutationFn: () =>
      client.call(registerPerson, {
        body: { ...values, number: values.number.trim().toUpperCase() },
      }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    send.mutate()
  }
  if (send.data)
    return (
      <section className={portal.block}>
        <h1>{texts.done}</h1>
        <p role="status">{texts.outcomes[send.data.realName]}</p>
        <p>{send.data.advice}</p>
        <Link to="/portal/account" className={portal.go}>
          {texts.signIn}
        </Link>
      </section>
    )
  const field = (name: Name, more: object = {}) => (
    <TextField
      label={texts[name]}
      required
      value={values[name]}
      onChange={(event) => setValues({ ...values, [name]: event.target.value })}
      {...more}
    />
  )
  return (
    <section className={portal.block}>
      <h1>{texts.title}</h1>
      <p>{texts.why}</p>
      {send.error ? (
        <p role="alert" className={portal.error}>
          {send.error.message}
        </p>
      ) : null}
      <form className={styles.form} onSubmit={submit}>
        {field('name', { maxLength: 100, autoComplete: 'name' })}
        {field('number', { minLength: 18, maxLength: 18, autoComplete: 'off' })}
        {field('phone', { type: 'tel', maxLength: 11, autoComplete: 'tel' })}
        {field('account', { minLength: 4, maxLength: 64, autoComplete: 'username', hint: texts.accountHint })}
        {field('password', {
          ...{ type: 'password', minLength: 10, maxLength: 200, autoComplete: 'new-password' },
          hint: texts.passwordHint,
        })}
        <button type="submit" className={portal.go} disabled={send.isPending}>
          {texts.send}
        </button>
      </form>
      <p>
        <Link to="/portal/account">{texts.have}</Link>
      </p>
    </section>
  )
}
