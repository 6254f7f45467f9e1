import type { ButtonHTMLAttributes, Ref } from 'react'
import styles from './Button.module.css'
import { Icon, type IconName } from './Icon'

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'plain' | 'primary' | 'quiet' | 'danger'
  size?: 'normal' | 'large'
  icon?: IconName
  ref?: Ref<HTMLButtonElement>
}

/** A button with words; for one without, see `IconButton`. */
export function Button({ look = 'plain', size = 'normal', icon, className, children, ...rest }: Props) {
  const classes = [styles['button'], look !== 'plain' && styles[look], size === 'large' && styles['large'], className]
  return (
    <button type="button" {...rest} className={classes.filter(Boolean).join(' ')}>
      {icon !== undefined && <Icon name={icon} size={14} />}
      {children}
    </button>
  )
}

/** A button that shows only an icon and is named by its label. */
export function IconButton({ label, icon, ...rest }: Omit<Props, 'children'> & { label: string; icon: IconName }) {
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      {...rest}
      className={[styles['button'], styles['quiet'], styles['icon'], rest.className].filter(Boolean).join(' ')}
    >
      <Icon name={icon} />
    </button>
  )
}
