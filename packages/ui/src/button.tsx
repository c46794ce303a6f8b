import type { ButtonHTMLAttributes } from 'react'
import styles from './button.module.css'

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: 'normal' | 'primary' | 'danger' | 'plain'
  /** `large` is at least 48 px high, for phones and gloves. */
  size?: 'small' | 'medium' | 'large'
  wide?: boolean
}

export function Button({ kind = 'normal', size = 'medium', wide, className, ...rest }: ButtonProps) {
  const names = [styles.button, styles[kind], styles[size], wide ? styles.wide : '', className]
  return <button type="button" className={names.filter(Boolean).join(' ')} {...rest} />
}
