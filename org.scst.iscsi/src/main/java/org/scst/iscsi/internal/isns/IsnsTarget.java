package org.scst.iscsi.internal.isns;

import java.net.InetSocketAddress;
import java.util.function.Predicate;

/**
 * What a server is told of a target beside its name.
 *
 * <p><i>Threading:</i> immutable; {@code servedAt} is asked on the registrar's thread.
 *
 * @param alias empty for none
 * @param servedAt whether SendTargets shows the target at a portal of the driver's to those whom it maps something
 */
public record IsnsTarget(String alias, Predicate<InetSocketAddress> servedAt) {}
