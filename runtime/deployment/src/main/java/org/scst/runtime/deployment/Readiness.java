package org.scst.runtime.deployment;

import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Somebody who knows what serves at this moment; an OSGi service, any number of them.
 *
 * <p><b>Purpose.</b> A deployment is done when everything that was ready before it is ready again. <b>Threading.</b> Called on the
 * deployment's thread. <b>Blocking.</b> Must not block. <b>Ownership.</b> The result is the caller's. <b>Required or optional.</b>
 * Optional: without it, services alone decide.
 */
@ConsumerType
public interface Readiness {

    /** Names of what is ready, as an operator would write them: {@code device disk1}, {@code driver iscsi}. */
    Set<String> ready();
}
