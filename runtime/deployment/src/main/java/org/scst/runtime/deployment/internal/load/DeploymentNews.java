package org.scst.runtime.deployment.internal.load;

/**
 * Who is told what an operator has to know and no command's answer says.
 *
 * <p><i>Threading:</i> called on the deployment's thread; returns at once.
 */
@FunctionalInterface
public interface DeploymentNews {

    /**
     * A jar was not taken, or taken back.
     *
     * @param bundle symbolic name, or the jar's path when it has none
     * @param version of the jar, or the empty string
     * @param cause one sentence
     */
    void failed(String bundle, String version, String cause);
}
