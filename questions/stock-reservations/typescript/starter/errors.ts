/** The stock does not have such an item at all. */
export class UnknownItem extends Error {}

/** The order is closed or was never reserved. */
export class UnknownOrder extends Error {}

/** There is not enough of something right now. */
export class OutOfStock extends Error {}

/** The goods are no longer held. */
export class Expired extends Error {}
