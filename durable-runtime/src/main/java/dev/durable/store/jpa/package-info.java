/**
 * A store on a relational database, based on JPA.
 */
@NullMarked
package dev.durable.store.jpa;

import org.jspecify.annotations.NullMarked;
