/**
 * Stores that misbehave as they are told, around any other store: slow, broken, hung, forgetful, or with a cache that loses
 * power. For those who test initiators, and for this project's own tests.
 */
package org.scst.vdisk.internal.fault;
